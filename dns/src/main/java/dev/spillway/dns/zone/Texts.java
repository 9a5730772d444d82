package dev.spillway.dns.zone;

import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;

/** Names as people and the configuration write them. */
final class Texts {
  private Texts() {}

  /** Without the final dot. */
  static String name(Name name) {
    return name.toString(true);
  }

  /**
   * @throws IllegalArgumentException when it is no DNS name
   */
  static Name absolute(String text) {
    try {
      return Name.fromString(text, Name.root).canonicalize();
    } catch (TextParseException e) {
      throw new IllegalArgumentException("'" + text + "' is not a DNS name", e);
    }
  }
}
