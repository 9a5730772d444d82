package dev.spillway.control.loop;

import dev.spillway.core.GatewayHost;
import dev.spillway.core.Money;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is paid for burst or not: the hosts that somebody keeps running for gateways. The end of a
 * burst ends none of it.
 *
 * @param hourly by site
 */
record Standing(Map<String, Money> hourly) {
  static Standing of(List<SiteParts> sites) {
    Map<String, Money> all = new LinkedHashMap<>();
    for (SiteParts site : sites) {
      GatewayHost gateway = site.gateway();
      Money price = gateway == null ? null : gateway.standing();
      if (price != null) {
        all.put(site.name(), price);
      }
    }
    return new Standing(all);
  }

  boolean none() {
    return hourly.isEmpty();
  }

  /** For an hour, in the one currency of the app's file. */
  double perHour() {
    return hourly.values().stream().mapToDouble(Money::amount).sum();
  }

  Optional<String> currency() {
    return hourly.values().stream().map(Money::currency).findFirst();
  }

  /** For whoever reads a plan, one line for each site that has some. */
  List<String> lines() {
    return hourly.entrySet().stream()
        .map(e -> "the gateway's host at " + e.getKey() + ", " + text(e.getValue()))
        .toList();
  }

  /** The end of the sentence that nothing of a site is billed any more; empty without any. */
  String beside(String site) {
    Money price = hourly.get(site);
    return price == null
        ? ""
        : "; its gateway's host is not Spillway's to stop and goes on at " + text(price);
  }

  private static String text(Money price) {
    return BigDecimal.valueOf(price.amount()).stripTrailingZeros().toPlainString()
        + " "
        + price.currency()
        + "/h";
  }
}
