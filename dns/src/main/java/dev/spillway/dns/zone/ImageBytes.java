package dev.spillway.dns.zone;

import dev.spillway.dns.answer.Rrset;
import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Zone images as bytes, for disk and network: a title, the version of the steering table that they
 * were made for, the images, and the SHA-256 of all before it. A set is owner, type, TTL, data and
 * signatures, each with its length in front.
 */
public final class ImageBytes {
  private static final byte[] TITLE =
      "spillway-zone-images 2\n".getBytes(StandardCharsets.US_ASCII);
  private static final int DIGEST = 32;

  private ImageBytes() {}

  public static byte[] write(ImageSet set) {
    Collection<ZoneImage> images = set.images();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(TITLE);
    out.writeBytes(ByteBuffer.allocate(8).putLong(set.version()).array());
    integer(images.size(), out);
    for (ZoneImage image : images) {
      out.write(image.signed() ? 1 : 0);
      bytes(image.apex(), out);
      write(image.soa(), out);
      sets(image.body().records(), out);
      sets(image.body().answers(), out);
      sets(image.body().copied(), out);
    }
    out.writeBytes(digest(out.toByteArray()));
    return out.toByteArray();
  }

  /**
   * @throws IllegalArgumentException when it was cut short or changed
   */
  public static ImageSet read(byte[] bytes) {
    int end = bytes.length - DIGEST;
    if (end < TITLE.length || !Arrays.equals(TITLE, 0, TITLE.length, bytes, 0, TITLE.length)) {
      throw new IllegalArgumentException("it does not begin as zone images do");
    }
    byte[] found = Arrays.copyOfRange(bytes, end, bytes.length);
    if (!Arrays.equals(found, digest(Arrays.copyOf(bytes, end)))) {
      throw new IllegalArgumentException("its SHA-256 at the end is not that of its content");
    }
    try {
      ByteBuffer in = ByteBuffer.wrap(bytes, TITLE.length, end - TITLE.length);
      long version = in.getLong();
      List<ZoneImage> images = new ArrayList<>();
      for (int left = in.getInt(); left > 0; left--) {
        boolean signed = in.get() == 1;
        byte[] apex = bytes(in);
        Rrset soa = set(in);
        List<Rrset> records = sets(in);
        List<Rrset> answers = sets(in);
        images.add(new ZoneImage(soa, new ZoneBody(apex, records, answers, sets(in)), signed));
      }
      return new ImageSet(version, images);
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("it ends too early", e);
    }
  }

  /** By apex, to find one. */
  public static Map<ByteBuffer, ZoneImage> byApex(Collection<ZoneImage> images) {
    Map<ByteBuffer, ZoneImage> map = new HashMap<>();
    images.forEach(image -> map.put(ByteBuffer.wrap(image.apex()), image));
    return map;
  }

  static void write(Rrset set, ByteArrayOutputStream out) {
    bytes(set.owner(), out);
    integer(set.type(), out);
    integer(set.ttlSeconds(), out);
    list(set.data(), out);
    list(set.signatures(), out);
  }

  private static void sets(List<Rrset> sets, ByteArrayOutputStream out) {
    integer(sets.size(), out);
    sets.forEach(set -> write(set, out));
  }

  private static void list(List<byte[]> list, ByteArrayOutputStream out) {
    integer(list.size(), out);
    list.forEach(item -> bytes(item, out));
  }

  private static void bytes(byte[] bytes, ByteArrayOutputStream out) {
    integer(bytes.length, out);
    out.writeBytes(bytes);
  }

  private static void integer(int n, ByteArrayOutputStream out) {
    out.writeBytes(ByteBuffer.allocate(4).putInt(n).array());
  }

  private static List<Rrset> sets(ByteBuffer in) {
    List<Rrset> sets = new ArrayList<>();
    for (int left = in.getInt(); left > 0; left--) {
      sets.add(set(in));
    }
    return sets;
  }

  private static Rrset set(ByteBuffer in) {
    return new Rrset(bytes(in), in.getInt(), in.getInt(), list(in), list(in));
  }

  private static List<byte[]> list(ByteBuffer in) {
    List<byte[]> list = new ArrayList<>();
    for (int left = in.getInt(); left > 0; left--) {
      list.add(bytes(in));
    }
    return list;
  }

  private static byte[] bytes(ByteBuffer in) {
    int length = in.getInt();
    if (length < 0 || length > in.remaining()) {
      throw new IllegalArgumentException("it holds a length of " + length);
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  private static byte[] digest(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
