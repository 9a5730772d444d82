package dev.spillway.dns.zone;

import dev.spillway.dns.answer.Rrset;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.SOARecord;

/**
 * Everything that can be answered of one zone at one serial, with its signatures: a node that holds
 * it needs no key. Immutable.
 */
public final class ZoneImage {
  /** Of "no such name" and "no such data" (RFC 2308): short, so that a new host is seen. */
  public static final int NEGATIVE_TTL_SECONDS = 30;

  private static final int REFRESH_SECONDS = 3600;
  private static final int RETRY_SECONDS = 600;

  /** A secondary goes on for so long without its primary; signatures must last longer. */
  public static final int EXPIRE_SECONDS = 1_209_600;

  private final Rrset soa;
  private final ZoneBody body;
  private final boolean signed;
  private final Map<AnswerKey, List<byte[]>> signatures = new HashMap<>();
  private final String digest;

  /**
   * @param body with signatures when {@code signed}
   */
  public ZoneImage(Rrset soa, ZoneBody body, boolean signed) {
    this.soa = soa;
    this.body = body;
    this.signed = signed;
    body.answers().forEach(set -> signatures.put(AnswerKey.of(set), set.signatures()));
    this.digest = digest(body);
  }

  /** An unsigned SOA. */
  public static Rrset soa(ZoneRecords zone, int serial) {
    SOARecord soa =
        new SOARecord(
            zone.origin(),
            DClass.IN,
            ZoneRecords.TTL_SECONDS,
            Texts.absolute(zone.zone().nameServers().getFirst().name()),
            contact(zone),
            Integer.toUnsignedLong(serial),
            REFRESH_SECONDS,
            RETRY_SECONDS,
            EXPIRE_SECONDS,
            NEGATIVE_TTL_SECONDS);
    return ZoneBody.set(List.of(soa));
  }

  private static Name contact(ZoneRecords zone) {
    return Texts.absolute(zone.zone().contact());
  }

  /** The zone's name in wire form, lower case. */
  public byte[] apex() {
    return body.apex();
  }

  public Rrset soa() {
    return soa;
  }

  public ZoneBody body() {
    return body;
  }

  public int serial() {
    byte[] data = soa.data().getFirst();
    return ByteBuffer.wrap(data).getInt(data.length - 20);
  }

  /** Of everything but the SOA; equal for images that answer alike. */
  public String digest() {
    return digest;
  }

  /** Signatures over a possible answer of a steered host; empty when it is none. */
  public List<byte[]> signatures(Rrset steeredAnswer) {
    return signatures.getOrDefault(AnswerKey.of(steeredAnswer), List.of());
  }

  public boolean signed() {
    return signed;
  }

  /** The longest of all TTLs, in seconds. */
  public int longestTtl() {
    return java.util.stream.Stream.concat(body.records().stream(), body.answers().stream())
        .mapToInt(Rrset::ttlSeconds)
        .reduce(soa.ttlSeconds(), Math::max);
  }

  private static String digest(ZoneBody body) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      for (List<Rrset> part : List.of(body.records(), body.answers(), body.copied())) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Rrset set : part) {
          ImageBytes.write(set, out);
        }
        sha.update(ByteBuffer.allocate(4).putInt(out.size()).array());
        sha.update(out.toByteArray());
      }
      return HexFormat.of().formatHex(sha.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return "zone image at serial " + Integer.toUnsignedString(serial());
  }
}
