package dev.spillway.link;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Which web front ends are believed; who the gateway behind is, is the keys' matter alone. */
public final class WebTrust {
  private final SSLContext context;

  private WebTrust(SSLContext context) {
    this.context = context;
  }

  /**
   * @param authorities a file of certificates in PEM; null for those that Java believes
   * @throws IOException names the file and what is wrong with it
   */
  public static WebTrust read(@Nullable Path authorities) throws IOException {
    try {
      if (authorities == null) {
        return new WebTrust(SSLContext.getDefault());
      }
      List<X509Certificate> roots = Pem.certificates(Files.readString(authorities));
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      for (int i = 0; i < roots.size(); i++) {
        store.setCertificateEntry("ca" + i, roots.get(i));
      }
      TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return new WebTrust(context);
    } catch (IOException | GeneralSecurityException e) {
      throw new IOException(
          "the authorities of web front ends in %s cannot be used: %s; it holds one certificate in PEM or several"
              .formatted(authorities, e.getMessage()),
          e);
    }
  }

  /** TLS 1.2 or 1.3 to the host that the address names. */
  SSLEngine engine(WebAddress at) {
    SSLEngine engine = context.createSSLEngine(at.at().host(), at.at().port());
    engine.setUseClientMode(true);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    parameters.setApplicationProtocols(new String[] {"http/1.1"});
    engine.setSSLParameters(parameters);
    return engine;
  }
}
