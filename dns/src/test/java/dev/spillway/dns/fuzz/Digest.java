package dev.spillway.dns.fuzz;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** Digests made right again, so that what lies behind them is reached. */
public final class Digest {
  /** Bytes of a SHA-256. */
  public static final int BYTES = 32;

  private Digest() {}

  /** The SHA-256. */
  public static byte[] of(byte[] body) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(body);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }

  /** The bytes with their digest behind them. */
  public static byte[] behind(byte[] body) {
    byte[] all = Arrays.copyOf(body, body.length + BYTES);
    System.arraycopy(of(body), 0, all, body.length, BYTES);
    return all;
  }

  /** The bytes without the digest behind them. */
  public static byte[] without(byte[] all) {
    return Arrays.copyOf(all, all.length - BYTES);
  }
}
