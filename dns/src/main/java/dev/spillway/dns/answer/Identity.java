package dev.spillway.dns.answer;

/** What a server says of itself. Safe for any thread. */
public final class Identity {
  /** Longer names would take room from answers. */
  public static final int LONGEST_NAME = 64;

  private final byte[] name;
  private volatile long secretHigh;
  private volatile long secretLow;

  /**
   * @param name for clients that ask which server answered them (RFC 5001); empty says nothing
   * @param secretHigh first half of the secret behind its cookies (RFC 9018)
   * @param secretLow second half; servers that clients cannot tell apart share both
   */
  public Identity(byte[] name, long secretHigh, long secretLow) {
    if (name.length > LONGEST_NAME) {
      throw new IllegalArgumentException("a server's name has at most 64 bytes");
    }
    this.name = name.clone();
    secret(secretHigh, secretLow);
  }

  /** Another secret from now on: cookies of the one before are no longer good. */
  public void secret(long high, long low) {
    secretHigh = high;
    secretLow = low;
  }

  /** Nobody writes to it. */
  public byte[] name() {
    return name;
  }

  long secretHigh() {
    return secretHigh;
  }

  long secretLow() {
    return secretLow;
  }
}
