package dev.spillway.azure;

import dev.spillway.core.AdapterSpec;
import dev.spillway.core.App;
import dev.spillway.core.Health;
import dev.spillway.core.IdleLevel;
import dev.spillway.core.Money;
import dev.spillway.core.Rate;
import dev.spillway.core.Role;
import dev.spillway.core.Site;
import dev.spillway.core.Tuning;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** An app of a site at home and one in a cloud, steered with a lifetime of 20 s. */
public final class SampleApp {
  private SampleApp() {}

  /** The cloud is this platform, for 0.12 USD an hour with up to 20 instances. */
  public static App on(AdapterSpec platform) {
    Duration second = Duration.ofSeconds(1);
    AdapterSpec local = new AdapterSpec("local", Map.of());
    return new App(
        "shop",
        "shop.example.com",
        null,
        new Health("http", "/health", second, second, 1, 2, ""),
        List.of(
            site("hq", Role.PRIVATE, 1, local, "203.0.113.10"),
            site("azure", Role.PUBLIC, 20, platform)),
        Map.of(),
        List.of(),
        tuning(),
        null,
        List.of());
  }

  private static Site site(
      String name, Role role, int instances, AdapterSpec platform, String... addresses) {
    return new Site(
        name,
        role,
        List.of(addresses),
        Rate.perSecond(30),
        instances,
        role == Role.PUBLIC ? new Money(0.12, "USD") : null,
        IdleLevel.ZERO,
        platform,
        List.of(),
        null,
        Map.of());
  }

  private static Tuning tuning() {
    Duration minute = Duration.ofMinutes(1);
    return new Tuning(
        Duration.ofSeconds(20),
        minute,
        0.95,
        0.85,
        minute,
        minute,
        0.6,
        0.005,
        minute,
        minute,
        minute,
        60,
        null,
        0.001);
  }
}
