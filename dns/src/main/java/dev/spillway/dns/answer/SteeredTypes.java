package dev.spillway.dns.answer;

import dev.spillway.core.SteeredHost;
import dev.spillway.core.SteeredHost.SiteAnswer;
import java.net.Inet6Address;

/**
 * Which address types a steered host has in a signed zone: what its NSEC says must hold for each of
 * its answers, whichever site they name.
 *
 * @param v4 some site with a share has an IPv4 address; clients of the others get those
 * @param v6 every site with a share has an IPv6 address
 */
public record SteeredTypes(boolean v4, boolean v6) {

  public static SteeredTypes of(SteeredHost row) {
    boolean some4 = row.sites().stream().anyMatch(s -> !s.share().isNone() && has(s, false));
    boolean all6 = row.sites().stream().allMatch(s -> s.share().isNone() || has(s, true));
    return new SteeredTypes(some4, all6);
  }

  private static boolean has(SiteAnswer site, boolean six) {
    return site.addresses().stream()
        .anyMatch(literal -> Names.address(literal) instanceof Inet6Address == six);
  }
}
