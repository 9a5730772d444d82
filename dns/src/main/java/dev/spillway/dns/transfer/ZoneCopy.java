package dev.spillway.dns.transfer;

import dev.spillway.dns.answer.Rrset;
import dev.spillway.dns.zone.ZoneImage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.xbill.DNS.Type;

/**
 * What a secondary holds of a zone at one serial: records in wire form, without compression.
 * Immutable.
 *
 * @param soa with its owner, as the first and the last record of a transfer
 * @param records all others, signatures included
 */
record ZoneCopy(int serial, ByteBuffer soa, Set<ByteBuffer> records) {

  static ZoneCopy of(ZoneImage image) {
    Set<ByteBuffer> records = new LinkedHashSet<>();
    List<ByteBuffer> soa = records(image.soa());
    records.addAll(soa.subList(1, soa.size())); // its signatures
    image.body().records().forEach(set -> records.addAll(records(set)));
    image.body().copied().forEach(set -> records.addAll(records(set)));
    return new ZoneCopy(image.serial(), soa.getFirst(), records);
  }

  private static List<ByteBuffer> records(Rrset set) {
    List<ByteBuffer> records = new ArrayList<>();
    set.data().forEach(data -> records.add(record(set, set.type(), data)));
    set.signatures().forEach(data -> records.add(record(set, Type.RRSIG, data)));
    return records;
  }

  private static ByteBuffer record(Rrset set, int type, byte[] data) {
    return ByteBuffer.allocate(set.owner().length + 10 + data.length)
        .put(set.owner())
        .putShort((short) type)
        .putShort((short) 1)
        .putInt(set.ttlSeconds())
        .putShort((short) data.length)
        .put(data)
        .flip();
  }
}
