package dev.spillway.dns;

import java.io.ByteArrayOutputStream;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;

/** From the texts of the configuration to wire form. Not for the hot path. */
final class Names {
  private Names() {}

  /**
   * A name in wire form and lower case.
   *
   * @throws IllegalArgumentException says what is wrong with the text
   */
  static byte[] wire(String name) {
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
  static InetAddress address(String literal) {
    if (literal.indexOf('%') >= 0) {
      throw new IllegalArgumentException("'" + literal + "' has a scope, which DNS cannot carry");
    }
    try {
      return InetAddress.ofLiteral(literal);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("'" + literal + "' is not an IPv4 or IPv6 address", e);
    }
  }

  /** All addresses of one family, one after the other. */
  static byte[] packed(List<String> addresses, boolean six) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (String literal : addresses) {
      InetAddress address = address(literal);
      if (address instanceof Inet4Address != six) {
        out.writeBytes(address.getAddress());
      }
    }
    return out.toByteArray();
  }

  /** True when the name is the zone's own or lies below it; both in wire form. */
  static boolean within(byte[] name, byte[] zone) {
    for (int at = 0; name.length - at >= zone.length; at += 1 + name[at]) {
      if (name.length - at == zone.length) {
        return java.util.Arrays.equals(name, at, name.length, zone, 0, zone.length);
      }
    }
    return false;
  }
}
