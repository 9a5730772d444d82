package dev.spillway.dns.answer;

/** Numbers of the wire format (RFC 1035 section 4, RFC 6891). */
public final class Wire {
  public static final int HEADER = 12;
  static final int MAX_NAME = 255;

  /** Pointer to the question's name (RFC 1035 section 4.1.4). */
  static final int ASKED = 0xC000 | HEADER;

  static final int A = 1;
  static final int NS = 2;
  static final int CNAME = 5;
  static final int SOA = 6;
  static final int HINFO = 13;
  static final int AAAA = 28;
  static final int OPT = 41;
  static final int DS = 43;
  static final int RRSIG = 46;
  static final int NSEC = 47;

  /** From TKEY to MAILA: questions about a transaction or a transfer, never about data. */
  static final int FIRST_META = 249;

  public static final int IXFR = 251;
  public static final int TSIG = 250;
  public static final int AXFR = 252;
  static final int LAST_META = 254;
  static final int ANY = 255;

  static final int IN = 1;

  static final int QR = 0x8000;
  static final int AA = 0x0400;
  static final int TC = 0x0200;
  static final int RD = 0x0100;
  static final int OPCODE = 0x7800;

  static final int NOERROR = 0;
  public static final int FORMERR = 1;
  static final int SERVFAIL = 2;
  static final int NXDOMAIN = 3;
  static final int NOTIMP = 4;
  static final int REFUSED = 5;
  public static final int NOTAUTH = 9;
  static final int BADVERS = 16;
  static final int BADCOOKIE = 23;

  /** One more than the largest response code that is ever given. */
  public static final int RCODES = BADCOOKIE + 1;

  /** EDNS options: RFC 5001, RFC 7871, RFC 7873, RFC 8914. */
  static final int NSID = 3;

  static final int SUBNET = 8;
  static final int COOKIE = 10;
  static final int EXTENDED_ERROR = 15;

  /** What an answer over UDP may hold without EDNS (RFC 1035 section 4.2.1). */
  static final int UDP_PLAIN = 512;

  /** What it may hold at most with EDNS: never a fragment on today's paths (DNS flag day 2020). */
  public static final int UDP_EDNS = 1232;

  /** What any message may hold over TCP. */
  public static final int STREAM = 65_535;

  private Wire() {}

  /** The name of a response code as dig prints it. */
  public static String rcodeName(int rcode) {
    return switch (rcode) {
      case NOERROR -> "NOERROR";
      case FORMERR -> "FORMERR";
      case SERVFAIL -> "SERVFAIL";
      case NXDOMAIN -> "NXDOMAIN";
      case NOTIMP -> "NOTIMP";
      case REFUSED -> "REFUSED";
      case NOTAUTH -> "NOTAUTH";
      case BADVERS -> "BADVERS";
      case BADCOOKIE -> "BADCOOKIE";
      default -> "RCODE" + rcode;
    };
  }
}
