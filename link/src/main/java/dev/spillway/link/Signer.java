package dev.spillway.link;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** An authority whose key is in the owner's folder. */
record Signer(Path dir, PrivateKey key, X509Certificate certificate) {
  /** Works with keytool on a store that holds the signer as {@code ca}. */
  interface Work<T> {
    T in(Keytool keytool) throws IOException, GeneralSecurityException;
  }

  /** The one that signs certificates now. */
  static Signer present(Path dir) throws IOException {
    return new Signer(
        dir,
        Pem.key(KeyFiles.readPrivate(dir.resolve(Keys.CA_KEY))),
        Pem.certificate(KeyFiles.read(dir.resolve(Keys.CA))));
  }

  /** The present one, then those before it that are not forgotten; they still revoke their own. */
  static List<Signer> all(Path dir) throws IOException {
    List<Signer> all = new ArrayList<>();
    all.add(present(dir));
    Path older = dir.resolve(Keys.OLDER_KEYS);
    if (Files.exists(older)) {
      String text = KeyFiles.readPrivate(older);
      List<PrivateKey> keys = Pem.keys(text);
      List<X509Certificate> certificates = Pem.certificates(text);
      if (keys.size() != certificates.size()) {
        throw new IOException(
            older + " holds " + keys.size() + " keys and " + certificates.size() + " certificates");
      }
      for (int i = 0; i < keys.size(); i++) {
        all.add(new Signer(dir, keys.get(i), certificates.get(i)));
      }
    }
    return all;
  }

  /** Key and certificate in PEM. */
  String text() throws GeneralSecurityException {
    return Pem.of(key) + Pem.of(certificate);
  }

  boolean hasSigned(X509Certificate other) {
    return certificate.getSubjectX500Principal().equals(other.getIssuerX500Principal());
  }

  <T> T with(Work<T> work) throws IOException {
    Path store = dir.resolve(".making-" + Keys.random() + ".p12");
    try {
      Keytool keytool = new Keytool(store, Keys.random());
      keytool.put("ca", key, certificate);
      return work.in(keytool);
    } catch (GeneralSecurityException e) {
      throw new IOException("the authority in " + dir + " cannot be used: " + e.getMessage(), e);
    } finally {
      Files.deleteIfExists(store);
    }
  }
}
