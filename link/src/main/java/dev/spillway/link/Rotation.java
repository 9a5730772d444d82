package dev.spillway.link;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;

/**
 * Puts a new authority in the place of the one in a folder of keys, in two steps, between which
 * both are believed. One call at a time for a folder.
 */
public final class Rotation {
  private final Path dir;

  /**
   * @param dir holds {@code ca.pem} and {@code ca-key.pem}
   */
  public Rotation(Path dir) {
    this.dir = dir;
  }

  /**
   * Makes a new authority. The old ones stay believed until {@link #forget}, and their keys stay to
   * revoke what they signed; so bring {@code ca.pem} to all ends first, then renew their
   * certificates, then forget.
   */
  public void rotate() throws IOException {
    Path store = dir.resolve(".making-" + Keys.random() + ".p12");
    Keytool keytool = new Keytool(store, Keys.random());
    try {
      StringBuilder older = new StringBuilder();
      for (Signer each : Signer.all(dir)) {
        older.append(each.text());
      }
      Keys.authority(keytool);
      String all = keytool.certificatePem("ca") + KeyFiles.read(dir.resolve(Keys.CA));
      KeyFiles.replace(dir.resolve(Keys.OLDER_KEYS), older.toString(), KeyFiles.SECRET);
      KeyFiles.replace(dir.resolve(Keys.CA), all, KeyFiles.PUBLIC);
      KeyFiles.replace(dir.resolve(Keys.CA_KEY), keytool.keyPem("ca"), KeyFiles.SECRET);
    } catch (GeneralSecurityException e) {
      throw new IOException("no new authority in " + dir + ": " + e.getMessage(), e);
    } finally {
      Files.deleteIfExists(store);
    }
  }

  /** Believes the newest authority only, and drops the keys of the others. */
  public void forget() throws IOException {
    X509Certificate newest = Pem.certificate(KeyFiles.read(dir.resolve(Keys.CA)));
    Path list = dir.resolve(Keys.CRL);
    try {
      if (Files.exists(list)) {
        String kept = Revocations.readOf(newest, KeyFiles.read(list)).text(newest);
        KeyFiles.replace(list, kept, KeyFiles.PUBLIC);
      }
      KeyFiles.replace(dir.resolve(Keys.CA), Pem.of(newest), KeyFiles.PUBLIC);
      Files.deleteIfExists(dir.resolve(Keys.OLDER_KEYS));
    } catch (GeneralSecurityException e) {
      throw new IOException("the authority cannot be written: " + e.getMessage(), e);
    }
  }
}
