package dev.spillway.dns;

import java.nio.ByteBuffer;

/** Numbers of the wire format (RFC 1035 section 4, RFC 6891) and reads that cannot go wrong. */
final class Wire {
  static final int HEADER = 12;
  static final int MAX_NAME = 255;

  static final int A = 1;
  static final int NS = 2;
  static final int SOA = 6;
  static final int HINFO = 13;
  static final int AAAA = 28;
  static final int OPT = 41;

  /** From TKEY to MAILA: questions about a transaction or a transfer, never about data. */
  static final int FIRST_META = 249;

  static final int LAST_META = 254;
  static final int ANY = 255;

  static final int IN = 1;

  static final int QR = 0x8000;
  static final int AA = 0x0400;
  static final int TC = 0x0200;
  static final int RD = 0x0100;
  static final int OPCODE = 0x7800;

  static final int NOERROR = 0;
  static final int FORMERR = 1;
  static final int SERVFAIL = 2;
  static final int NXDOMAIN = 3;
  static final int NOTIMP = 4;
  static final int REFUSED = 5;
  static final int BADVERS = 16;

  /** EDNS option of a client's subnet (RFC 7871). */
  static final int SUBNET = 8;

  /** What an answer over UDP may hold without EDNS (RFC 1035 section 4.2.1). */
  static final int UDP_PLAIN = 512;

  /** What it may hold at most with EDNS: never a fragment on today's paths (DNS flag day 2020). */
  static final int UDP_EDNS = 1232;

  private Wire() {}

  static int u16(ByteBuffer b, int at) {
    return b.getShort(at) & 0xFFFF;
  }

  static int u8(ByteBuffer b, int at) {
    return b.get(at) & 0xFF;
  }

  /** The name of a response code as dig prints it. */
  static String rcodeName(int rcode) {
    return switch (rcode) {
      case NOERROR -> "NOERROR";
      case FORMERR -> "FORMERR";
      case SERVFAIL -> "SERVFAIL";
      case NXDOMAIN -> "NXDOMAIN";
      case NOTIMP -> "NOTIMP";
      case REFUSED -> "REFUSED";
      case BADVERS -> "BADVERS";
      default -> "RCODE" + rcode;
    };
  }
}
