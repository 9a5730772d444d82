package dev.spillway.azure.site;

import dev.spillway.azure.SecretText;
import dev.spillway.core.AdapterException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;

/** A PFX file as it was just read, with its password; never shown. */
public final class Pfx {
  private final Path file;
  private final byte[] bytes;
  private final String password;

  private Pfx(Path file, byte[] bytes, String password) {
    this.file = file;
    this.bytes = bytes;
    this.password = password;
  }

  /**
   * @param reference to the password, or itself; of the key {@code certificate-password}
   * @throws AdapterException.Invalid when one of both cannot be read
   */
  public static Pfx read(Path file, String reference) throws AdapterException.Invalid {
    String password = SecretText.read("certificate-password", reference);
    try {
      return new Pfx(file, Files.readAllBytes(file), password);
    } catch (IOException e) {
      throw new AdapterException.Invalid("certificate: " + file + " cannot be read: " + e, e);
    }
  }

  public String base64() {
    return Base64.getEncoder().encodeToString(bytes);
  }

  public String password() {
    return password;
  }

  /** As Azure names certificates: SHA-1 of the one that belongs to the key, in capitals. */
  public String thumbprint() throws AdapterException.Invalid {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-1").digest(own().getEncoded());
      return HexFormat.of().withUpperCase().formatHex(hash);
    } catch (GeneralSecurityException e) {
      throw new AdapterException.Invalid("certificate: " + file + " cannot be read: " + e, e);
    }
  }

  /**
   * For people: what the file holds, unless it cannot serve the host.
   *
   * @throws AdapterException.Invalid when it has expired, or is for other hosts
   */
  public String validFor(String host, Instant now) throws AdapterException.Invalid {
    X509Certificate found = own();
    Instant end = found.getNotAfter().toInstant();
    if (end.isBefore(now)) {
      throw new AdapterException.Invalid(file + " has expired at " + end + "; bring another");
    }
    if (!covers(found, host)) {
      throw new AdapterException.Invalid(
          file + " is not for " + host + "; bring one that names it");
    }
    return file + " is for " + host + " until " + end;
  }

  /** By its alternative names; a star stands for one label. */
  private static boolean covers(X509Certificate certificate, String host)
      throws AdapterException.Invalid {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      String above = "*" + host.substring(Math.max(0, host.indexOf('.')));
      return names != null
          && names.stream()
              .map(n -> String.valueOf(n.get(1)))
              .anyMatch(n -> n.equalsIgnoreCase(host) || n.equalsIgnoreCase(above));
    } catch (CertificateParsingException e) {
      throw new AdapterException.Invalid("certificate: its names cannot be read: " + e, e);
    }
  }

  /** The one that belongs to the key. */
  private X509Certificate own() throws AdapterException.Invalid {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(new ByteArrayInputStream(bytes), password.toCharArray());
      for (String alias : Collections.list(store.aliases())) {
        if (store.isKeyEntry(alias)
            && store.getCertificate(alias) instanceof X509Certificate found) {
          return found;
        }
      }
      throw new AdapterException.Invalid("certificate: " + file + " holds no private key");
    } catch (IOException | GeneralSecurityException e) {
      throw new AdapterException.Invalid(
          "certificate: " + file + " is no PFX file with this password: " + e.getMessage(), e);
    }
  }
}
