package dev.spillway.simulator;

import dev.spillway.core.IdleLevel;
import dev.spillway.core.Money;
import dev.spillway.core.Rate;
import dev.spillway.core.Role;
import dev.spillway.core.Rules;
import dev.spillway.core.Tuning;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Worlds and traffic for tests. */
public final class Worlds {
  private Worlds() {}

  /** Home carries 100 req/s, an instance 40; a demonstration's short times. */
  public static Settings quick(double stale) {
    Tuning tuning =
        new Tuning(
            Duration.ofSeconds(2),
            Duration.ofSeconds(4),
            0.85,
            0.7,
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            0.25,
            0.01,
            Duration.ofSeconds(60),
            Duration.ofSeconds(10),
            Duration.ofSeconds(8),
            600,
            null,
            0.001);
    Rules rules =
        new Rules(
            List.of(
                new Rules.SiteRules(
                    "hq", Role.PRIVATE, Rate.perSecond(100), 2, null, IdleLevel.ZERO, false, true),
                new Rules.SiteRules(
                    "azure",
                    Role.PUBLIC,
                    Rate.perSecond(40),
                    10,
                    new Money(0.12, "USD"),
                    IdleLevel.ZERO,
                    true,
                    true)),
            tuning,
            null,
            List.of());
    return new Settings(
        rules,
        Duration.ofSeconds(4),
        Duration.ofSeconds(1),
        Duration.ofSeconds(1),
        stale,
        Duration.ofSeconds(1),
        2,
        Instant.EPOCH);
  }

  /** 30 s at 60 % of home's capacity, up to 230 % in 45 s, held, back within 180 s, then quiet. */
  public static Rates evening() {
    double[] rates = new double[330];
    for (int t = 0; t < rates.length; t++) {
      double x =
          t < 30 ? 0 : t < 75 ? (t - 30) / 45.0 : t < 110 ? 1 : t < 180 ? 1 - (t - 110) / 70.0 : 0;
      rates[t] = 60 + 170 * x;
    }
    return Rates.of(rates);
  }
}
