package dev.spillway.platforms;

import dev.spillway.core.AdapterException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The addresses that instances may have, in order.
 *
 * @param all IPv4 and IPv6 literals, each once
 */
record AddressPool(List<String> all) {
  private static final int MOST = 65_536;

  /**
   * @param texts addresses, or ranges of IPv4 addresses such as {@code 10.0.0.1-10.0.0.20}
   * @throws AdapterException.Invalid names the first text that is neither
   */
  static AddressPool parse(List<String> texts) throws AdapterException {
    Set<String> all = new LinkedHashSet<>();
    for (String text : texts) {
      try {
        all.addAll(range(text));
      } catch (IllegalArgumentException e) {
        throw new AdapterException.Invalid(
            "addresses: '"
                + text
                + "' is neither an IP address nor a range such as 10.0.0.1-10.0.0.20 of at most "
                + MOST
                + " addresses",
            e);
      }
    }
    return new AddressPool(List.copyOf(all));
  }

  /** The first that is not in use. */
  Optional<String> free(Collection<String> used) {
    return all.stream().filter(a -> !used.contains(a)).findFirst();
  }

  private static List<String> range(String text) {
    int dash = text.indexOf('-');
    if (dash < 0) {
      return List.of(InetAddress.ofLiteral(text.strip()).getHostAddress());
    }
    long first = number(text.substring(0, dash));
    long last = number(text.substring(dash + 1));
    if (last < first || last - first >= MOST) {
      throw new IllegalArgumentException("from high to low, or too many");
    }
    List<String> all = new ArrayList<>();
    for (long n = first; n <= last; n++) {
      all.add((n >> 24) + "." + (n >> 16 & 255) + "." + (n >> 8 & 255) + "." + (n & 255));
    }
    return all;
  }

  private static long number(String text) {
    byte[] bytes = Inet4Address.ofLiteral(text.strip()).getAddress();
    return Integer.toUnsignedLong(ByteBuffer.wrap(bytes).getInt());
  }
}
