package dev.spillway.signals;

import dev.spillway.core.AdapterContext;
import dev.spillway.core.AdapterException;
import dev.spillway.core.Authorities;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** The certificate authorities that probes of an app trust. */
final class Trust {
  private Trust() {}

  /** What {@link Fetch} takes for the scheme of the app's health. */
  static List<SSLSocketFactory> of(AdapterContext context, String scheme) throws AdapterException {
    if (!scheme.equals("https")) {
      return List.of();
    }
    String trust = context.health().trust();
    try {
      if (trust.isEmpty()) {
        return List.of(SSLContext.getDefault().getSocketFactory());
      }
      Path file = context.folder().resolve(trust);
      return List.of(context(file).getSocketFactory());
    } catch (IOException | GeneralSecurityException e) {
      throw new AdapterException.Invalid(
          "health.trust: no certificates can be read from " + trust + ": " + e.getMessage(), e);
    }
  }

  private static SSLContext context(Path file) throws IOException, GeneralSecurityException {
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(Authorities.read(file));
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
