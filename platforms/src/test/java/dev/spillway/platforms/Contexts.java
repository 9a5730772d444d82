package dev.spillway.platforms;

import dev.spillway.core.AdapterContext;
import dev.spillway.core.Endpoint;
import dev.spillway.core.Health;
import dev.spillway.core.Service;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Surroundings for adapters under test. */
final class Contexts {
  private Contexts() {}

  static AdapterContext of(Path state, List<String> spillway) {
    return new AdapterContext(
        "shop",
        "hq",
        "shop.example.com",
        new Health("http", "/health", Duration.ofSeconds(1), Duration.ofSeconds(1), 1, 2, ""),
        Map.of(
            "orders-db", new Service(new Endpoint("10.0.0.2", 5432), "tcp"),
            "customers-db", new Service(new Endpoint("10.0.0.1", 5432), "postgres")),
        state,
        state,
        "test-controller",
        spillway,
        state.resolve("keys"));
  }

  static AdapterContext ofSite(AdapterContext like, String site) {
    return of(like, site, like.services());
  }

  static AdapterContext with(AdapterContext like, Map<String, Endpoint> services) {
    Map<String, Service> all = new LinkedHashMap<>();
    services.forEach((name, at) -> all.put(name, new Service(at, "tcp")));
    return of(like, like.site(), all);
  }

  private static AdapterContext of(AdapterContext like, String site, Map<String, Service> all) {
    return new AdapterContext(
        like.app(),
        site,
        like.host(),
        like.health(),
        all,
        like.state(),
        like.folder(),
        like.owner(),
        like.spillway(),
        like.keys());
  }
}
