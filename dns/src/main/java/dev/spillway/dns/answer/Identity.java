package dev.spillway.dns.answer;

/**
 * What a server says of itself.
 *
 * @param name for clients that ask which server answered them (RFC 5001); empty says nothing
 * @param secretHigh first half of the secret behind its cookies (RFC 9018)
 * @param secretLow second half; servers that clients cannot tell apart share both
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never written
public record Identity(byte[] name, long secretHigh, long secretLow) {
  /** Longer names would take room from answers. */
  public static final int LONGEST_NAME = 64;

  public Identity {
    if (name.length > LONGEST_NAME) {
      throw new IllegalArgumentException("a server's name has at most 64 bytes");
    }
  }
}
