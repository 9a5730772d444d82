package dev.spillway.link;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * Who one end is, and whom it believes, as its folder of keys says now: a renewed certificate, a
 * further authority and a revocation count for the next handshake once {@link #refresh} has seen
 * them. Safe for any thread.
 */
public final class Identity {
  /** The time of the last change of mode, owner or content; a replaced file is another one. */
  private static final String ATTRIBUTES = "unix:ctime,lastModifiedTime,size,mode,ino";

  private final Path dir;
  private final PeerRole role;
  private volatile Credentials now;
  private volatile String stamp;

  Identity(Path dir, PeerRole role) throws IOException {
    this.dir = dir;
    this.role = role;
    stamp = stamp();
    now = Credentials.read(dir, role);
  }

  /** Its own role; the other end must have the other one. */
  public PeerRole role() {
    return role;
  }

  /** When its own certificate ends. */
  public Instant expires() {
    return now.certificate().getNotAfter().toInstant();
  }

  /** How long its own certificate is still valid; negative once it has ended. */
  Duration left(Instant wall) {
    return Duration.between(wall, expires());
  }

  /** A line for the status page. */
  String statusLine() {
    return "certificate of=own name=%s ends=%s\n".formatted(word(now.certificate()), expires());
  }

  /** A certificate's name as one word, whatever is in it. */
  static String word(X509Certificate certificate) {
    return name(certificate).replaceAll("[^!-~]|[\"\\\\]", "_");
  }

  /** The apps and sites that its own certificate is for. */
  public Scope scope() {
    return Scope.of(now.certificate());
  }

  /** What to say, after a failure, of its own certificate: nothing while that lasts. */
  String expired(Instant now) {
    return expires().isBefore(now)
        ? "; the "
            + role.word()
            + "'s own certificate ended at "
            + expires()
            + ", make new keys with 'spillway init'"
        : "";
  }

  /**
   * Reads the folder again when a file of it, or its mode, has changed since the last reading that
   * worked.
   *
   * @return whether anything is new
   * @throws IOException says what is wrong; what was read before stays in force
   */
  synchronized boolean refresh() throws IOException {
    String fresh = stamp();
    if (fresh.equals(stamp)) {
      return false;
    }
    now = Credentials.read(dir, role);
    stamp = fresh;
    return true;
  }

  /** Home's lists, or those that this end was told; another one after each change. */
  Revocations revocations() {
    return now.revocations();
  }

  /**
   * Keeps lists of revoked certificates that another end has told.
   *
   * @return whether anything was new
   * @throws IOException when they are not signed as they should be, or cannot be kept
   */
  synchronized boolean learn(String lists) throws IOException {
    Path file = dir.resolve(Keys.CRL);
    String present = Files.exists(file) ? KeyFiles.read(file) : "";
    List<X509Certificate> authorities = Pem.certificates(KeyFiles.read(dir.resolve(Keys.CA)));
    String merged = Revocations.merged(present, lists, authorities);
    if (merged.equals(present)) {
      return false;
    }
    KeyFiles.replace(file, merged, KeyFiles.PUBLIC);
    refresh();
    return true;
  }

  /** What the folder says now; another one after each change. */
  Credentials credentials() {
    return now;
  }

  /**
   * Judges a certificate of the other end as a handshake would now.
   *
   * @param chain the certificate first
   * @throws CertificateException says why it does not count
   */
  void believe(List<X509Certificate> chain) throws CertificateException {
    X509Certificate[] all = chain.toArray(X509Certificate[]::new);
    // TLS 1.3 has no exchange of keys that depends on a certificate.
    String exchange = "UNKNOWN";
    if (role.dials()) {
      now.trust().checkServerTrusted(all, exchange);
    } else {
      now.trust().checkClientTrusted(all, exchange);
    }
  }

  boolean isRevoked(X509Certificate certificate) {
    return now.revocations().isRevoked(certificate);
  }

  /** Makes connections with its key and trust of now. */
  public SSLContext context() {
    return now.context();
  }

  /** One end of a TLS 1.3 connection that requires a certificate of the other end. */
  SSLEngine engine() {
    SSLEngine engine = now.context().createSSLEngine();
    engine.setUseClientMode(role.dials());
    engine.setEnabledProtocols(new String[] {"TLSv1.3"});
    if (role == PeerRole.GATEWAY) {
      engine.setNeedClientAuth(true);
    }
    return engine;
  }

  /** The other end's certificate, once the handshake is done. */
  static X509Certificate peer(SSLEngine engine) throws SSLPeerUnverifiedException {
    return (X509Certificate) engine.getSession().getPeerCertificates()[0];
  }

  /** Its subject, which a renewed certificate keeps. */
  static String name(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().getName();
  }

  private String stamp() throws IOException {
    StringBuilder all = new StringBuilder();
    for (String file : List.of(role.word() + ".pem", Keys.CA, Keys.CRL)) {
      Path path = dir.resolve(file);
      if (Files.exists(path)) {
        all.append(new TreeMap<>(Files.readAttributes(path, ATTRIBUTES)));
      }
      all.append('\n');
    }
    return all.toString();
  }
}
