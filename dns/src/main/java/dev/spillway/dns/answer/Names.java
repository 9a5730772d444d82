package dev.spillway.dns.answer;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.HexFormat;
import java.util.List;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;

/** From the texts of the configuration to wire form. Not for the hot path. */
public final class Names {
  private Names() {}

  /**
   * A name in wire form and lower case.
   *
   * @throws IllegalArgumentException says what is wrong with the text
   */
  public static byte[] wire(String name) {
    try {
      return Name.fromString(name, Name.root).toWireCanonical();
    } catch (TextParseException e) {
      throw new IllegalArgumentException(
          "'" + name + "' is not a DNS name (labels of 1 to 63 bytes, 253 in all)", e);
    }
  }

  /**
   * An address from its literal; no name is ever looked up.
   *
   * @throws IllegalArgumentException says what is wrong with the text
   */
  public static InetAddress address(String literal) {
    if (literal.indexOf('%') >= 0) {
      throw new IllegalArgumentException("'" + literal + "' has a scope, which DNS cannot carry");
    }
    try {
      return InetAddress.ofLiteral(literal);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("'" + literal + "' is not an IPv4 or IPv6 address", e);
    }
  }

  /** All addresses of one family as the data of records. */
  static List<byte[]> addresses(List<String> literals, boolean six) {
    return literals.stream()
        .map(Names::address)
        .filter(address -> address instanceof Inet4Address != six)
        .map(InetAddress::getAddress)
        .toList();
  }

  /** A name for people, from its wire form. */
  static String text(byte[] wire) {
    try {
      return new Name(wire).toString(true);
    } catch (IOException e) {
      return HexFormat.of().formatHex(wire);
    }
  }

  /**
   * Finds where labels begin.
   *
   * @param at filled with the places, the root's last
   * @return how many there are
   */
  static int labels(byte[] name, int[] at) {
    int n = 0;
    int from = 0;
    while (name[from] != 0) {
      at[n++] = from;
      from += 1 + name[from];
    }
    at[n++] = from;
    return n;
  }

  /** True when the name is the zone's own or lies below it; both in wire form. */
  public static boolean within(byte[] name, byte[] zone) {
    for (int at = 0; name.length - at >= zone.length; at += 1 + name[at]) {
      if (name.length - at == zone.length) {
        return java.util.Arrays.equals(name, at, name.length, zone, 0, zone.length);
      }
    }
    return false;
  }
}
