package dev.spillway.dns;

import java.nio.ByteBuffer;

/**
 * Writes one answer into a buffer: header, the question as it was asked, records, OPT. A record
 * that does not fit empties the answer and sets TC, so that the client comes back over TCP (RFC
 * 2181 section 9). One object per worker; for one thread.
 */
final class Reply {
  /** Pointer to the question's name (RFC 1035 section 4.1.4). */
  private static final int ASKED = 0xC000 | Wire.HEADER;

  private ByteBuffer out = ByteBuffer.allocate(0);
  private int recordsFrom;
  private int end;
  private boolean truncated;
  private int answers;
  private int authorities;
  private int additionals;

  /**
   * @param limit bytes that the whole answer may take, room for OPT included
   */
  void begin(ByteBuffer in, Query query, ByteBuffer target, int limit) {
    out = target;
    out.clear();
    for (int i = 0; i < query.questionEnd; i++) {
      out.put(in.get(i));
    }
    recordsFrom = query.questionEnd;
    end = limit - query.edns.replySize();
    truncated = false;
    answers = 0;
    authorities = 0;
    additionals = 0;
  }

  /** All addresses, starting with the one at {@code first}. */
  void addresses(int type, int ttl, byte[] packed, int first) {
    int size = type == Wire.AAAA ? 16 : 4;
    int count = packed.length / size;
    for (int i = 0; i < count; i++) {
      if (!fits(12 + size)) {
        return;
      }
      head(ASKED, type, ttl, size);
      out.put(packed, (first + i) % count * size, size);
      answers++;
    }
  }

  void soa(ZoneData zone, int owner, int serial, int ttl, boolean asked) {
    if (!fits(12 + zone.soaNames().length + 20)) {
      return;
    }
    head(owner, Wire.SOA, ttl, zone.soaNames().length + 20);
    out.put(zone.soaNames()).putInt(serial);
    out.putInt(ZoneData.REFRESH_SECONDS).putInt(ZoneData.RETRY_SECONDS);
    out.putInt(ZoneData.EXPIRE_SECONDS).putInt(ZoneData.NEGATIVE_TTL_SECONDS);
    if (asked) {
      answers++;
    } else {
      authorities++;
    }
  }

  /** The name servers and, as far as there is room, the addresses of those in the zone. */
  void servers(ZoneData zone) {
    int[] nameAt = new int[zone.servers().size()];
    for (int i = 0; i < nameAt.length; i++) {
      byte[] name = zone.servers().get(i).name();
      if (!fits(12 + name.length)) {
        return;
      }
      head(ASKED, Wire.NS, ZoneData.TTL_SECONDS, name.length);
      nameAt[i] = 0xC000 | out.position();
      out.put(name);
      answers++;
    }
    for (int i = 0; i < nameAt.length; i++) {
      glue(nameAt[i], Wire.A, zone.servers().get(i).v4(), 4);
      glue(nameAt[i], Wire.AAAA, zone.servers().get(i).v6(), 16);
    }
  }

  private void glue(int owner, int type, byte[] packed, int size) {
    for (int at = 0; at < packed.length && out.position() + 12 + size <= end; at += size) {
      head(owner, type, ZoneData.TTL_SECONDS, size);
      out.put(packed, at, size);
      additionals++;
    }
  }

  /** The one record that answers ANY (RFC 8482 section 4.2). */
  void minimalAny(int ttl) {
    if (fits(12 + 9)) {
      head(ASKED, Wire.HINFO, ttl, 9);
      out.put((byte) 7).put(RFC8482).put((byte) 0);
      answers++;
    }
  }

  private static final byte[] RFC8482 = {'R', 'F', 'C', '8', '4', '8', '2'};

  /**
   * Completes the message.
   *
   * @return its length
   */
  int end(Query query, int rcode, boolean authoritative, int scope) {
    query.edns.reply(out, rcode, scope);
    int flags =
        Wire.QR
            | (query.flags & (Wire.OPCODE | Wire.RD))
            | (authoritative ? Wire.AA : 0)
            | (truncated ? Wire.TC : 0)
            | (rcode & 15);
    out.putShort(2, (short) flags);
    out.putShort(4, (short) (query.questionEnd > Wire.HEADER ? 1 : 0));
    out.putShort(6, (short) answers);
    out.putShort(8, (short) authorities);
    out.putShort(10, (short) (additionals + (query.edns.present ? 1 : 0)));
    out.flip();
    return out.limit();
  }

  private boolean fits(int size) {
    if (!truncated && out.position() + size > end) {
      truncated = true;
      out.position(recordsFrom);
      answers = 0;
      authorities = 0;
      additionals = 0;
    }
    return !truncated;
  }

  private void head(int owner, int type, int ttl, int length) {
    out.putShort((short) owner).putShort((short) type).putShort((short) Wire.IN);
    out.putInt(ttl).putShort((short) length);
  }
}
