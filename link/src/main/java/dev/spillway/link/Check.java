package dev.spillway.link;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a service is asked to prove that it answers: nothing that needs a login. */
enum Check {
  /** It accepts a connection. */
  TCP("", "", ""),

  /** PostgreSQL's SSLRequest: length, code. The answer is one letter, S or N. */
  POSTGRES("0000000804d2162f", "SN", "PostgreSQL"),

  /**
   * SQL Server's pre-login (MS-TDS 2.2.6.5): a packet of type 18 with version and encryption; the
   * answer is a packet of type 4. A server that only takes TDS 8 (encrypt=strict) expects TLS first
   * and ends the connection instead: check that one by {@link #TCP}.
   */
  SQLSERVER(
      "1201001a00000100" + "00000b0006" + "0100110001" + "ff" + "110000000000" + "02",
      "\4",
      "SQL Server");

  /** What is sent. */
  final byte[] request;

  /** First bytes of answers that count. */
  private final String answers;

  final String server;

  Check(String request, String answers, String server) {
    this.request = HexFormat.of().parseHex(request);
    this.answers = answers;
    this.server = server;
  }

  boolean accepts(byte first) {
    return answers.indexOf(first & 0xff) >= 0;
  }

  static Check of(String word) {
    for (Check each : values()) {
      if (each.word().equals(word)) {
        return each;
      }
    }
    String known = Arrays.stream(values()).map(Check::word).collect(Collectors.joining(", "));
    throw new IllegalArgumentException("a check is one of " + known + ", not '" + word + "'");
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
