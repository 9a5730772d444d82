package dev.spillway.link;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Who one end is, and whom it believes. Immutable and safe for any thread.
 *
 * @param role its own; the other end must have the other one
 * @param expires when its own certificate ends
 * @param context makes TLS connections with that key and that trust
 */
public record Identity(PeerRole role, Instant expires, SSLContext context) {

  static Identity of(
      PeerRole role, PrivateKey key, X509Certificate certificate, X509Certificate authority)
      throws GeneralSecurityException, IOException {
    char[] password = new char[0];
    KeyStore own = KeyStore.getInstance("PKCS12");
    own.load(null, null);
    own.setKeyEntry(role.word(), key, password, new Certificate[] {certificate});
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(own, password);

    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("ca", authority);
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    X509ExtendedTrustManager believes = (X509ExtendedTrustManager) trust.getTrustManagers()[0];

    SSLContext context = SSLContext.getInstance("TLSv1.3");
    context.init(
        keys.getKeyManagers(), new TrustManager[] {new RoleTrust(believes, role.other())}, null);
    return new Identity(role, certificate.getNotAfter().toInstant(), context);
  }

  /** One end of a TLS 1.3 connection that requires a certificate of the other end. */
  SSLEngine engine() {
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(role == PeerRole.AGENT);
    engine.setEnabledProtocols(new String[] {"TLSv1.3"});
    if (role == PeerRole.GATEWAY) {
      engine.setNeedClientAuth(true);
    }
    return engine;
  }

  /** The name in the other end's certificate, which a renewed certificate keeps. */
  static String peer(SSLEngine engine) throws SSLPeerUnverifiedException {
    X509Certificate leaf = (X509Certificate) engine.getSession().getPeerCertificates()[0];
    return leaf.getSubjectX500Principal().getName();
  }
}
