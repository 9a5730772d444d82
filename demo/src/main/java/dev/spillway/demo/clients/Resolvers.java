package dev.spillway.demo.clients;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;

/**
 * The resolvers of the world, each with an address of its own, and which of them a client uses. A
 * fixed part is stale: the time for which such a resolver keeps an answer is drawn once from an
 * exponential distribution with a mean of {@code STALE_FACTOR} times the TTL.
 */
final class Resolvers {
  static final double STALE_FACTOR = 10;

  private final List<Resolver> all = new ArrayList<>();
  private final int clients;

  /**
   * @param prefix first two bytes of the source addresses, such as {@code 198.18}
   * @param stale part of the resolvers that are stale, 0 to 1
   */
  Resolvers(
      int count,
      int clients,
      String prefix,
      double stale,
      long seed,
      DnsQuestion question,
      LongSupplier nanos) {
    this.clients = clients;
    SplittableRandom random = new SplittableRandom(seed);
    int staleCount = (int) Math.round(count * stale);
    for (int i = 0; i < count; i++) {
      // Each in a /24 of its own, so that it is a client subnet of its own too.
      String source = prefix + "." + (1 + i % 250) + "." + (1 + i / 250);
      double factor = i < staleCount ? 1 + STALE_FACTOR * -Math.log(1 - random.nextDouble()) : 1;
      all.add(new Resolver(source, question, nanos, factor));
    }
  }

  /** The resolver of a client, always the same one for the same client. */
  Resolver of(int client) {
    return all.get(Math.floorMod(client * 0x9E3779B1, all.size()));
  }

  int clients() {
    return clients;
  }

  long failures() {
    return all.stream().mapToLong(r -> r.failures.sum()).sum();
  }
}
