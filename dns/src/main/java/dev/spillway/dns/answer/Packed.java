package dev.spillway.dns.answer;

import java.util.Arrays;

/**
 * Reads packed names: all that is known of one name, in one array, so that an answer costs the
 * processor two or three trips to memory however many names there are. Numbers are in network
 * order; offsets count from the array's start.
 *
 * <pre>
 * name      i32 hash · u8 length · name in lower case
 * then      u8 flags · u16 zone · u8 n · i32 steered (0: none) · n × { u16 type · i32 RRset }
 * steered   i32 TTL · i32 draw for those with IPv4 (0: none has) · draw over all sites · that for
 *           IPv4, where not all have it
 * draw      u16 n · n × { i64 upper end of its part of 0 to 2^63 · i64 who · i32 counter · i32 A · i32 AAAA }
 * RRset     u16 records · u16 signatures · i32 bytes · i32 bytes · records · signatures
 * </pre>
 *
 * <p>Records begin with a pointer to the asked name, but for glue and the NSEC records of {@link
 * Chain}, where the owner's name is written out.
 */
final class Packed {
  static final int APEX = 1;

  /** Another server is responsible from here on (RFC 1034 section 4.2.1). */
  static final int CUT = 2;

  /** Lies below a cut. */
  static final int BELOW = 4;

  /** A name "*" lies right below it. */
  static final int WILDCARD = 8;

  /** Its draw is the same in every slot. */
  static final int STICKY = 16;

  /** Addresses of its name servers, filed under this type. */
  static final int GLUE = 0;

  static final int SET_HEADER = 12;
  static final int NAME = 5;
  static final int FIXED = 8;
  static final int ENTRY = 6;
  static final int STEERED_HEADER = 8;
  static final int CHOICE = 28;

  private static final int LINE = 64;
  private static final int MOST_TOUCHED = 4 * LINE;

  private Packed() {}

  /** Reads a byte of each of the first lines of memory that a node takes. */
  static int touch(byte[] node) {
    int sum = node[0];
    for (int i = LINE; i < Math.min(node.length, MOST_TOUCHED); i += LINE) {
      sum += node[i];
    }
    return sum;
  }

  static int hash(byte[] node) {
    return Bytes.i32(node, 0);
  }

  static int nameLength(byte[] node) {
    return Bytes.u8(node, 4);
  }

  static boolean named(byte[] node, byte[] name, int from, int to) {
    return Arrays.equals(node, NAME, NAME + nameLength(node), name, from, to);
  }

  private static int fixed(byte[] node) {
    return NAME + nameLength(node);
  }

  static boolean is(byte[] node, int flag) {
    return (node[fixed(node)] & flag) != 0;
  }

  static int zone(byte[] node) {
    return Bytes.u16(node, fixed(node) + 1);
  }

  static int steered(byte[] node) {
    return Bytes.i32(node, fixed(node) + 4);
  }

  /** False for a name that exists only because others lie below it (RFC 8020). */
  static boolean hasData(byte[] node) {
    return node[fixed(node) + 3] != 0 || steered(node) != 0;
  }

  /** The RRset of that type; 0 when there is none. */
  static int set(byte[] node, int type) {
    int at = fixed(node) + FIXED;
    for (int left = node[fixed(node) + 3]; left > 0; left--, at += ENTRY) {
      if (Bytes.u16(node, at) == type) {
        return Bytes.i32(node, at + 2);
      }
    }
    return 0;
  }

  /** Any RRset but NSEC and glue; 0 when there is none. */
  static int anySet(byte[] node) {
    int at = fixed(node) + FIXED;
    for (int left = node[fixed(node) + 3]; left > 0; left--, at += ENTRY) {
      int type = Bytes.u16(node, at);
      if (type != GLUE && type != Wire.NSEC) {
        return Bytes.i32(node, at + 2);
      }
    }
    return 0;
  }

  static int steeredTtl(byte[] node, int steered) {
    return Bytes.i32(node, steered);
  }

  /** The draw among all sites with a share. */
  static int draw(int steered) {
    return steered + STEERED_HEADER;
  }

  /** The draw among those that have an IPv4 address; 0 when none has. */
  static int drawV4(byte[] node, int steered) {
    return Bytes.i32(node, steered + 4);
  }

  /**
   * The site whose part of the whole range holds the drawn point.
   *
   * @param bits 64 even bits, of which the lowest does not matter
   * @return the place of its entry
   */
  static int choose(byte[] node, int draw, long bits) {
    long point = bits >>> 1;
    int at = draw + 2;
    for (int left = Bytes.u16(node, draw); left > 1; left--, at += CHOICE) {
      if (point < Bytes.i64(node, at)) {
        return at;
      }
    }
    return at;
  }

  /**
   * The site that a client keeps: with {@code u} an even number of 0 to 1 that hangs on client and
   * site, the one whose {@code -ln(u) / share} is least. Those numbers are exponential with the
   * shares as rates, so each site is the least with the chance of its share, whatever the others
   * are called; and a client moves only when its own site falls behind another (weighted
   * rendezvous). Of a change of shares by δ in total at most 2δ/(1+δ) move, which no choice without
   * memory can better for all changes; with two sites it is δ.
   *
   * @param bits 64 even bits of the client
   * @return the place of its entry
   */
  static int keep(byte[] node, int draw, long bits) {
    int at = draw + 2;
    int found = at;
    long before = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int left = Bytes.u16(node, draw); left > 0; left--, at += CHOICE) {
      long end = Bytes.i64(node, at);
      double u = ((SlotDraws.mix(bits ^ Bytes.i64(node, at + 8)) >>> 11) + 0.5) * 0x1p-53;
      double behind = -Math.log(u) / (end - before);
      if (behind < least) {
        least = behind;
        found = at;
      }
      before = end;
    }
    return found;
  }

  static int counter(byte[] node, int choice) {
    return Bytes.i32(node, choice + 16);
  }

  /** The site's A or AAAA; 0 when it has none. */
  static int addresses(byte[] node, int choice, boolean six) {
    return Bytes.i32(node, choice + (six ? 24 : 20));
  }

  static int count(byte[] in, int set) {
    return Bytes.u16(in, set);
  }

  static int signatureCount(byte[] in, int set) {
    return Bytes.u16(in, set + 2);
  }

  static int recordBytes(byte[] in, int set) {
    return Bytes.i32(in, set + 4);
  }

  static int signatureBytes(byte[] in, int set) {
    return Bytes.i32(in, set + 8);
  }

  static int records(int set) {
    return set + SET_HEADER;
  }

  static int signatures(byte[] in, int set) {
    return set + SET_HEADER + recordBytes(in, set);
  }
}
