package dev.spillway.core;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;

/** Certificate authorities from a PEM file, for those who have one of their own. */
public final class Authorities {
  private Authorities() {}

  /**
   * The certificates of the file, to trust them and nobody else.
   *
   * @throws GeneralSecurityException when the file holds no certificate, or one that cannot be read
   */
  public static KeyStore read(Path pem) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (InputStream in = Files.newInputStream(pem)) {
      int number = 0;
      for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("authority-" + number++, one);
      }
    }
    if (store.size() == 0) {
      throw new GeneralSecurityException("the file holds no certificate");
    }
    return store;
  }
}
