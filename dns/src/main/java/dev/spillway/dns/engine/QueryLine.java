package dev.spillway.dns.engine;

import dev.spillway.dns.answer.Wire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/**
 * One line of the query log: time, the client's network, asked name, type, response code, site.
 *
 * <pre>
 * 2026-03-01T12:00:00.123Z 192.0.2.0/24 shop.example.com. A NOERROR hq
 * </pre>
 *
 * What is not there is a dash. Bytes of a name that are no letters, digits or dashes come escaped
 * as in a zone file, so that nobody writes lines of his own.
 */
final class QueryLine {
  /** {@link dev.spillway.dns.answer.Source#network} marks IPv6 with this bit. */
  private static final long SIX = 1L << 62;

  private QueryLine() {}

  static void append(
      StringBuilder to,
      long epochMillis,
      long network,
      int type,
      int rcode,
      String site,
      byte[] names,
      int from,
      int length) {
    to.append(Instant.ofEpochMilli(epochMillis)).append(' ').append(network(network)).append(' ');
    if (length == 0) {
      to.append("- -");
    } else {
      to.append(name(names, from, length)).append(' ').append(Type.string(type));
    }
    to.append(' ').append(Wire.rcodeName(rcode)).append(' ');
    to.append(site.isEmpty() ? "-" : site).append('\n');
  }

  private static String name(byte[] names, int from, int length) {
    try {
      return new Name(Arrays.copyOfRange(names, from, from + length)).toString();
    } catch (IOException e) {
      throw new IllegalStateException("a name that was read is no name", e);
    }
  }

  private static String network(long network) {
    boolean six = (network & SIX) != 0;
    ByteBuffer bytes = ByteBuffer.allocate(six ? 16 : 4);
    if (six) {
      bytes.putLong((network & ~SIX) << 8);
    } else {
      bytes.putInt((int) (network << 8));
    }
    try {
      return InetAddress.getByAddress(bytes.array()).getHostAddress() + (six ? "/56" : "/24");
    } catch (UnknownHostException e) {
      throw new IllegalStateException("addresses have 4 or 16 bytes", e);
    }
  }
}
