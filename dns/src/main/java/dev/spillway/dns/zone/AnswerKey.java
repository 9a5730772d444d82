package dev.spillway.dns.zone;

import dev.spillway.dns.answer.Rrset;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** What a signature is made over, but for the key: owner, type, TTL and the data in order. */
public record AnswerKey(ByteBuffer bytes) {

  public static AnswerKey of(Rrset set) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(set.owner());
    out.writeBytes(
        ByteBuffer.allocate(6).putShort((short) set.type()).putInt(set.ttlSeconds()).array());
    for (byte[] data : sorted(set.data())) {
      out.writeBytes(new byte[] {(byte) (data.length >>> 8), (byte) data.length});
      out.writeBytes(data);
    }
    return new AnswerKey(ByteBuffer.wrap(out.toByteArray()));
  }

  /** RFC 4034 section 6.3: as unsigned bytes, each once. */
  public static List<byte[]> sorted(List<byte[]> data) {
    List<byte[]> sorted = data.stream().sorted(Arrays::compareUnsigned).toList();
    return java.util.stream.IntStream.range(0, sorted.size())
        .filter(i -> i == 0 || !Arrays.equals(sorted.get(i), sorted.get(i - 1)))
        .mapToObj(sorted::get)
        .toList();
  }
}
