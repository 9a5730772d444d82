package dev.spillway.dns.dnssec;

import dev.spillway.dns.answer.Rrset;
import dev.spillway.dns.zone.AnswerKey;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Signatures of one zone (RFC 4034 section 3), made once and kept until they are due. A signature
 * is valid for {@link #LIFETIME} less up to {@link #SPREAD}, differently for each set so that they
 * do not all fall due together, and is made anew when less than {@link #RENEW} is left: secondaries
 * and nodes that lose their controller then still have valid ones for longer than the zone's own
 * expiry of 14 days. Not safe for several threads.
 */
final class SignatureBook {
  static final Duration LIFETIME = Duration.ofDays(30);
  static final Duration SPREAD = Duration.ofDays(2);
  static final Duration RENEW = Duration.ofDays(20);

  /** Clocks of resolvers may be behind. */
  static final Duration BACKDATED = Duration.ofHours(1);

  private static final int EXPIRES_AT = 8;
  private static final int TAG_AT = 16;

  private record Key(AnswerKey set, int tag) {}

  private final byte[] apex;
  private final AtomicLong made;
  private Map<Key, byte[]> kept;
  private Map<Key, byte[]> used = new HashMap<>();

  SignatureBook(byte[] apex) {
    this(apex, new AtomicLong(), new HashMap<>());
  }

  private SignatureBook(byte[] apex, AtomicLong made, Map<Key, byte[]> kept) {
    this.apex = apex;
    this.made = made;
    this.kept = kept;
  }

  /**
   * Another one that begins with the same signatures, and counts with this one. Between two rounds:
   * nobody writes to what they share then.
   */
  SignatureBook draft() {
    return new SignatureBook(apex, made, kept);
  }

  /** Signatures that were made by an earlier run. */
  void remember(Rrset set) {
    AnswerKey key = AnswerKey.of(set);
    for (byte[] signature : set.signatures()) {
      kept.put(new Key(key, ByteBuffer.wrap(signature).getShort(TAG_AT) & 0xFFFF), signature);
    }
  }

  /**
   * The set with one signature of each key.
   *
   * @param least a signature that has less left is made anew
   */
  Rrset sign(Rrset set, List<SigningKey> keys, Instant now, Duration least) {
    AnswerKey what = AnswerKey.of(set);
    List<byte[]> signatures = new ArrayList<>();
    for (SigningKey key : keys) {
      Key by = new Key(what, key.tag());
      byte[] before = used.getOrDefault(by, kept.get(by));
      byte[] signature =
          before != null && isFresh(before, now.plus(least)) ? before : make(set, key, now);
      used.put(by, signature);
      signatures.add(signature);
    }
    return new Rrset(set.owner(), set.type(), set.ttlSeconds(), set.data(), signatures);
  }

  /** Forgets what was not signed since the last call. */
  void forgetUnused() {
    kept = used;
    used = new HashMap<>();
  }

  /** How many signatures were made, not found. */
  long made() {
    return made.get();
  }

  private static boolean isFresh(byte[] signature, Instant until) {
    return expires(signature).isAfter(until);
  }

  static Instant expires(byte[] signature) {
    return Instant.ofEpochSecond(
        Integer.toUnsignedLong(ByteBuffer.wrap(signature).getInt(EXPIRES_AT)));
  }

  private byte[] make(Rrset set, SigningKey key, Instant now) {
    made.incrementAndGet();
    long spread =
        Integer.toUnsignedLong(java.util.Arrays.hashCode(set.owner()) * 31 + set.type())
            % SPREAD.toSeconds();
    ByteBuffer head = ByteBuffer.allocate(18);
    head.putShort((short) set.type()).put((byte) SigningKey.ALGORITHM).put(labels(set.owner()));
    head.putInt(set.ttlSeconds());
    head.putInt((int) now.plus(LIFETIME).minusSeconds(spread).getEpochSecond());
    head.putInt((int) now.minus(BACKDATED).getEpochSecond());
    head.putShort((short) key.tag());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(head.array());
    out.writeBytes(apex);
    byte[] begin = out.toByteArray();
    for (byte[] data : AnswerKey.sorted(set.data())) {
      out.writeBytes(set.owner());
      out.writeBytes(
          ByteBuffer.allocate(10)
              .putShort((short) set.type())
              .putShort((short) 1)
              .putInt(set.ttlSeconds())
              .putShort((short) data.length)
              .array());
      out.writeBytes(data);
    }
    byte[] signature = key.sign(out.toByteArray());
    return ByteBuffer.allocate(begin.length + signature.length).put(begin).put(signature).array();
  }

  /** Without the root and without a wildcard's asterisk (RFC 4034 section 3.1.3). */
  private static byte labels(byte[] owner) {
    int labels = 0;
    for (int at = 0; owner[at] != 0; at += 1 + owner[at]) {
      labels++;
    }
    boolean wild = owner[0] == 1 && owner[1] == '*';
    return (byte) (wild ? labels - 1 : labels);
  }
}
