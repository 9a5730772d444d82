package dev.spillway.dns;

import java.nio.ByteBuffer;
import java.security.SecureRandom;

/**
 * What the name servers of one controller share, so that a client may ask any of them. Immutable;
 * its text shows none of it.
 *
 * @param seed of the draws: A asked at one server and AAAA at the next name the same site
 * @param cookieHigh first half of the secret behind cookies: one server's is good at the next
 * @param cookieLow second half
 */
public record ServerSecrets(long seed, long cookieHigh, long cookieLow) {
  private static final int BYTES = 24;

  /** By chance. */
  public static ServerSecrets make() {
    SecureRandom random = new SecureRandom();
    return new ServerSecrets(random.nextLong(), random.nextLong(), random.nextLong());
  }

  /** 24 bytes. */
  public byte[] bytes() {
    return ByteBuffer.allocate(BYTES).putLong(seed).putLong(cookieHigh).putLong(cookieLow).array();
  }

  /**
   * @throws IllegalArgumentException when it is not what {@link #bytes} gives
   */
  public static ServerSecrets read(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException(
          "secrets of name servers have " + BYTES + " bytes, not " + bytes.length);
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    return new ServerSecrets(in.getLong(), in.getLong(), in.getLong());
  }

  @Override
  public String toString() {
    return "secrets of name servers";
  }
}
