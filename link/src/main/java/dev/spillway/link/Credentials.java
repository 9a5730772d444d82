package dev.spillway.link;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * What a folder of keys held at one moment. Immutable.
 *
 * @param chain its own certificate first
 * @param key of that certificate
 * @param trust whom it believes
 * @param context makes TLS connections with that key and that trust
 */
record Credentials(
    List<X509Certificate> chain,
    PrivateKey key,
    Revocations revocations,
    RoleTrust trust,
    SSLContext context) {
  Credentials {
    chain = List.copyOf(chain);
  }

  /** Its own. */
  X509Certificate certificate() {
    return chain.get(0);
  }

  /** Names nothing that is secret. */
  @Override
  public String toString() {
    return Identity.name(certificate());
  }

  /**
   * @throws IOException says which file is missing, readable by others or broken, and what to do
   */
  static Credentials read(Path dir, PeerRole role) throws IOException {
    Path file = dir.resolve(role.word() + ".pem");
    String own = KeyFiles.readPrivate(file);
    String authority = KeyFiles.read(dir.resolve(Keys.CA));
    Path crl = dir.resolve(Keys.CRL);
    try {
      List<X509Certificate> roots = Pem.certificates(authority);
      Revocations revocations =
          Revocations.read(Files.exists(crl) ? KeyFiles.read(crl) : "", roots);
      return of(role, Pem.key(own), Pem.certificates(own), roots, revocations);
    } catch (IOException | GeneralSecurityException e) {
      throw new IOException(
          "the keys in "
              + file
              + " cannot be used: "
              + e.getMessage()
              + "; make new ones with 'spillway init'",
          e);
    }
  }

  private static Credentials of(
      PeerRole role,
      PrivateKey key,
      List<X509Certificate> chain,
      List<X509Certificate> roots,
      Revocations revocations)
      throws GeneralSecurityException, IOException {
    char[] password = new char[0];
    KeyStore own = KeyStore.getInstance("PKCS12");
    own.load(null, null);
    own.setKeyEntry(role.word(), key, password, chain.toArray(Certificate[]::new));
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(own, password);

    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    for (int i = 0; i < roots.size(); i++) {
      trusted.setCertificateEntry("ca" + i, roots.get(i));
    }
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    X509ExtendedTrustManager believes = (X509ExtendedTrustManager) trust.getTrustManagers()[0];

    SSLContext context = SSLContext.getInstance("TLSv1.3");
    RoleTrust both = new RoleTrust(believes, role.others(), revocations);
    context.init(keys.getKeyManagers(), new TrustManager[] {both}, null);
    return new Credentials(chain, key, revocations, both, context);
  }
}
