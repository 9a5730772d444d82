package dev.spillway.azure.steering;

import dev.spillway.azure.steering.Profile.Endpoint;
import dev.spillway.core.AdapterException;
import dev.spillway.core.SteeredHost;
import dev.spillway.core.SteeredHost.SiteAnswer;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What a profile must be so that its endpoints' weights are the shares of the sites: method
 * Weighted, enabled, the lifetime that the policy waits for, an endpoint for each site, and nobody
 * else's endpoint that takes clients. Pure.
 */
final class ProfileRules {
  private static final Pattern LITERAL =
      Pattern.compile("[0-9]+(?:\\.[0-9]+){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

  private ProfileRules() {}

  /** What does not depend on who gets how much. */
  static void check(String name, Profile profile) throws AdapterException.Invalid {
    if (!profile.method().equalsIgnoreCase("Weighted")) {
      throw wrong(name, "its routing method is " + profile.method(), "set it to Weighted");
    }
    if (!profile.enabled()) {
      throw wrong(name, "it is disabled", "enable it");
    }
  }

  /**
   * @param endpoints by site
   */
  static void check(String name, Profile profile, SteeredHost host, Map<String, String> endpoints)
      throws AdapterException.Invalid {
    check(name, profile);
    if (!Duration.ofSeconds(profile.ttlSeconds()).equals(host.ttl())) {
      throw wrong(
          name,
          "its answers live for "
              + profile.ttlSeconds()
              + " s, those of the app's file for "
              + host.ttl().toSeconds()
              + " s",
          "write the same number at both: the policy waits for clients to follow");
    }
    Set<String> known = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    for (SiteAnswer answer : host.sites()) {
      String wanted = endpoints.getOrDefault(answer.site(), answer.site());
      if (!known.add(wanted)) {
        throw wrong(name, "two sites have the endpoint " + wanted, "give each site its own");
      }
      Endpoint endpoint =
          profile
              .endpoint(wanted)
              .orElseThrow(() ->
                  wrong(
                      name,
                      "it has no endpoint " + wanted + " for the site " + answer.site(),
                      "add it, or name the endpoint under endpoints"));
      checkTarget(name, endpoint, answer);
    }
    Predicate<Endpoint> takes = e -> e.setting().on() && !known.contains(e.name());
    Endpoint foreign = profile.endpoints().stream().filter(takes).findFirst().orElse(null);
    if (foreign != null) {
      throw wrong(
          name,
          "its endpoint " + foreign.name() + " takes clients and belongs to no site",
          "disable it, or describe it as a site");
    }
  }

  /** Only an address can be compared with addresses. */
  private static void checkTarget(String name, Endpoint endpoint, SiteAnswer answer)
      throws AdapterException.Invalid {
    boolean literal = LITERAL.matcher(endpoint.target()).matches();
    boolean comparable = answer.addresses().stream().anyMatch(a -> LITERAL.matcher(a).matches());
    if (literal && comparable && !answer.addresses().contains(endpoint.target())) {
      throw wrong(
          name,
          "its endpoint "
              + endpoint.name()
              + " sends clients to "
              + endpoint.target()
              + ", but "
              + answer.site()
              + " has "
              + answer.addresses(),
          "correct the endpoint's target or the site's addresses");
    }
  }

  private static AdapterException.Invalid wrong(String name, String found, String fix) {
    return new AdapterException.Invalid(
        "Traffic Manager profile " + name + ": " + found + "; " + fix);
  }
}
