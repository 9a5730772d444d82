package dev.spillway.dns.dnssec;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.HexFormat;

/**
 * One key of a zone: ECDSA P-256 with SHA-256, algorithm 13 (RFC 6605), a secure entry point that
 * signs everything (flags 257). Immutable; its text never shows the private part.
 *
 * @param made when
 * @param point the public key, 64 bytes
 */
@SuppressWarnings("ArrayRecordComponent") // never written
public record SigningKey(Instant made, byte[] point, PrivateKey secret) {
  static final int ALGORITHM = 13;
  static final int FLAGS = 257;
  private static final int PROTOCOL = 3;
  private static final int SHA_256 = 2;
  private static final int HALF = 32;

  /** A new one. */
  public static SigningKey make(Instant now) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair pair = generator.generateKeyPair();
      ECPublicKey open = (ECPublicKey) pair.getPublic();
      byte[] point = new byte[2 * HALF];
      put(open.getW().getAffineX(), point, 0);
      put(open.getW().getAffineY(), point, HALF);
      return new SigningKey(Instant.ofEpochSecond(now.getEpochSecond()), point, pair.getPrivate());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java runtime has EC keys on secp256r1", e);
    }
  }

  private static void put(BigInteger number, byte[] to, int at) {
    byte[] bytes = number.toByteArray(); // perhaps with a sign byte, perhaps shorter
    int length = Math.min(HALF, bytes.length);
    System.arraycopy(bytes, bytes.length - length, to, at + HALF - length, length);
  }

  /** The DNSKEY's data (RFC 4034 section 2.1). */
  byte[] data() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(FLAGS >>> 8);
    out.write(FLAGS);
    out.write(PROTOCOL);
    out.write(ALGORITHM);
    out.writeBytes(point);
    return out.toByteArray();
  }

  /** RFC 4034 appendix B. */
  public int tag() {
    int sum = 0;
    byte[] data = data();
    for (int i = 0; i < data.length; i++) {
      sum += (i & 1) == 0 ? (data[i] & 0xFF) << 8 : data[i] & 0xFF;
    }
    return (sum + (sum >>> 16)) & 0xFFFF;
  }

  /** The DS's data: what the parent zone is to hold (RFC 4034 section 5, RFC 4509). */
  byte[] ds(byte[] apex) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag() >>> 8);
    out.write(tag());
    out.write(ALGORITHM);
    out.write(SHA_256);
    out.writeBytes(digest(apex));
    return out.toByteArray();
  }

  private byte[] digest(byte[] apex) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      sha.update(apex);
      return sha.digest(data());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }

  /** As registrars take it: key tag, algorithm, digest type, digest. */
  public String dsText(byte[] apex) {
    return "%d %d %d %s"
        .formatted(
            tag(), ALGORITHM, SHA_256, HexFormat.of().withUpperCase().formatHex(digest(apex)));
  }

  /** The signature as DNS carries it: r and s, 32 bytes each (RFC 6605 section 4). */
  byte[] sign(byte[] bytes) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
      signature.initSign(secret);
      signature.update(bytes);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the zone's key " + tag() + " cannot sign", e);
    }
  }

  @Override
  public String toString() {
    return "key " + tag();
  }
}
