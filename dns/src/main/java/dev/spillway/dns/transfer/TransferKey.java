package dev.spillway.dns.transfer;

import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import javax.crypto.spec.SecretKeySpec;
import org.xbill.DNS.Name;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TextParseException;

/** A secret that Spillway and a secondary share (TSIG). Its text never shows the secret. */
public final class TransferKey {
  private static final Map<String, Name> ALGORITHMS =
      Map.of(
          "hmac-sha256", TSIG.HMAC_SHA256,
          "hmac-sha384", TSIG.HMAC_SHA384,
          "hmac-sha512", TSIG.HMAC_SHA512);
  private static final int LEAST_BYTES = 16;

  private final Name name;
  private final byte[] wire;
  private final TSIG tsig;

  /**
   * @param name a DNS name that both sides know the key by
   * @param algorithm hmac-sha256, hmac-sha384 or hmac-sha512
   * @param secret base64, 16 bytes at least
   * @throws IllegalArgumentException says what is wrong, without the secret
   */
  public TransferKey(String name, String algorithm, String secret) {
    Name known = ALGORITHMS.get(algorithm);
    byte[] bytes = decode(name, secret);
    if (known == null) {
      throw new IllegalArgumentException(
          "the transfer key "
              + name
              + " has no algorithm '"
              + algorithm
              + "'; allowed: "
              + ALGORITHMS.keySet().stream().sorted().toList());
    }
    if (bytes.length < LEAST_BYTES) {
      throw new IllegalArgumentException(
          "the secret of the transfer key %s has %d bytes; %d at least (openssl rand -base64 32)"
              .formatted(name, bytes.length, LEAST_BYTES));
    }
    this.name = name(name);
    this.wire = this.name.toWireCanonical();
    this.tsig = new TSIG(known, this.name, new SecretKeySpec(bytes, "HMAC"));
  }

  private static byte[] decode(String name, String secret) {
    try {
      return Base64.getDecoder().decode(secret.strip());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "the secret of the transfer key " + name + " is not base64 (openssl rand -base64 32)");
    }
  }

  static Name name(String text) {
    try {
      return Name.fromString(text, Name.root).canonicalize();
    } catch (TextParseException e) {
      throw new IllegalArgumentException("'" + text + "' is not a DNS name, as keys have", e);
    }
  }

  Name name() {
    return name;
  }

  /** True for the key's name in wire form and lower case. */
  boolean isNamed(byte[] wire) {
    return Arrays.equals(this.wire, wire);
  }

  TSIG tsig() {
    return tsig;
  }

  @Override
  public String toString() {
    return "transfer key " + name.toString(true);
  }
}
