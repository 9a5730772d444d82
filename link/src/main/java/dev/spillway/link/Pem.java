package dev.spillway.link;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Keys and certificates as text (RFC 7468). */
final class Pem {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");

  private Pem() {}

  static String of(PrivateKey key) {
    return block("PRIVATE KEY", key.getEncoded());
  }

  static String of(Certificate certificate) throws GeneralSecurityException {
    return block("CERTIFICATE", certificate.getEncoded());
  }

  static PrivateKey key(String text) throws IOException {
    return keys(text).get(0);
  }

  /** All private keys in their order; at least one. */
  static List<PrivateKey> keys(String text) throws IOException {
    List<PrivateKey> all = new ArrayList<>();
    try {
      for (byte[] bytes : blocks(text, "PRIVATE KEY")) {
        var spec = new PKCS8EncodedKeySpec(bytes);
        all.add(KeyFactory.getInstance(isRsa(bytes) ? "RSA" : "EC").generatePrivate(spec));
      }
    } catch (GeneralSecurityException e) {
      throw new IOException("its private key is not an EC or RSA key in PKCS #8 form", e);
    }
    return all;
  }

  /** Whether the algorithm of a PKCS #8 key is rsaEncryption (RFC 8017 appendix A.1). */
  private static boolean isRsa(byte[] key) {
    return HexFormat.of()
        .formatHex(key, 0, Math.min(key.length, 40))
        .contains("06092a864886f70d010101");
  }

  static X509Certificate certificate(String text) throws IOException {
    return certificates(text).get(0);
  }

  /** All certificates in their order; at least one. */
  static List<X509Certificate> certificates(String text) throws IOException {
    List<X509Certificate> all = new ArrayList<>();
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      for (byte[] bytes : blocks(text, "CERTIFICATE")) {
        all.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(bytes)));
      }
    } catch (GeneralSecurityException e) {
      throw new IOException("its certificate cannot be read: " + e.getMessage(), e);
    }
    return all;
  }

  private static List<byte[]> blocks(String text, String kind) throws IOException {
    List<byte[]> found = new ArrayList<>();
    Matcher block = BLOCK.matcher(text);
    while (block.find()) {
      if (block.group(1).equals(kind)) {
        found.add(Base64.getMimeDecoder().decode(block.group(2)));
      }
    }
    if (found.isEmpty()) {
      throw new IOException("it has no block '" + kind + "'");
    }
    return found;
  }

  /** The blocks of a kind, without what is around them. */
  static String only(String kind, String text) throws IOException {
    StringBuilder all = new StringBuilder();
    for (byte[] bytes : blocks(text, kind)) {
      all.append(block(kind, bytes));
    }
    return all.toString();
  }

  static String block(String kind, byte[] bytes) {
    byte[] newLine = "\n".getBytes(StandardCharsets.US_ASCII);
    return String.join(
        "\n",
        List.of(
            "-----BEGIN " + kind + "-----",
            Base64.getMimeEncoder(64, newLine).encodeToString(bytes),
            "-----END " + kind + "-----",
            ""));
  }
}
