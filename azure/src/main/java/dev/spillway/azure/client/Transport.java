package dev.spillway.azure.client;

import com.azure.core.http.HttpClient;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import dev.spillway.core.AdapterException;
import dev.spillway.core.Authorities;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** HTTP on the JDK's own client, trusting the authorities that a site names and no others. */
public final class Transport {
  private static final Duration CONNECT = Duration.ofSeconds(10);

  /**
   * The libraries warn at each call of a header that the JDK sets itself, and of correlation ids;
   * what goes wrong comes as an exception. Held here, since a logger that nobody holds forgets.
   */
  private static final List<Logger> QUIET =
      Stream.of("com.azure", "com.microsoft.aad").map(Logger::getLogger).toList();

  private Transport() {}

  /**
   * @param authorities PEM file with certificate authorities; null for the Java runtime's own
   * @param call how long one answer may take
   * @throws AdapterException.Invalid when the file cannot be read as certificates
   */
  public static HttpClient make(@Nullable Path authorities, Duration call) throws AdapterException {
    QUIET.forEach(logger -> logger.setLevel(Level.OFF));
    java.net.http.HttpClient.Builder plain =
        java.net.http.HttpClient.newBuilder().connectTimeout(CONNECT);
    if (authorities != null) {
      plain.sslContext(trusting(authorities));
    }
    return new JdkHttpClientBuilder(plain)
        .connectionTimeout(CONNECT)
        .responseTimeout(call)
        .readTimeout(call)
        .writeTimeout(call)
        .build();
  }

  /** A context that trusts the certificates of a PEM file and nobody else. */
  public static SSLContext trusting(Path authorities) throws AdapterException.Invalid {
    try {
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(Authorities.read(authorities));
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new AdapterException.Invalid(
          authorities + " cannot be read as PEM certificates: " + e.getMessage(), e);
    }
  }

  /** What a call that got no answer means. */
  static AdapterException failure(String what, RuntimeException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof InterruptedException) {
        Thread.currentThread().interrupt();
        return new AdapterException.Transient(what + ": ended", e);
      }
      if (cause instanceof javax.net.ssl.SSLHandshakeException
          || cause instanceof java.security.cert.CertificateException) {
        return new AdapterException.Invalid(
            what
                + ": "
                + cause.getMessage()
                + ". If the cloud has an authority of its own, name its PEM file as authorities",
            e);
      }
    }
    return new AdapterException.Transient(what + ": " + deepest(e), e);
  }

  static String deepest(Throwable e) {
    Throwable at = e;
    while (at.getCause() != null && at.getCause() != at) {
      at = at.getCause();
    }
    return at.getMessage() == null ? at.getClass().getSimpleName() : at.getMessage();
  }
}
