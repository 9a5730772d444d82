package dev.spillway.control;

import dev.spillway.core.AdapterSpec;
import dev.spillway.core.App;
import dev.spillway.core.Endpoint;
import dev.spillway.core.Health;
import dev.spillway.core.IdleLevel;
import dev.spillway.core.Money;
import dev.spillway.core.Rate;
import dev.spillway.core.Role;
import dev.spillway.core.Service;
import dev.spillway.core.Site;
import dev.spillway.core.Tuning;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The shop of the stories: two instances at home, up to four of 50 req/s at azure. */
final class ShopApp {
  private ShopApp() {}

  static App plain() {
    Tuning tuning =
        new Tuning(
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            0.8,
            0.6,
            Duration.ofSeconds(20),
            Duration.ofSeconds(20),
            0.25,
            0.02,
            Duration.ofSeconds(30),
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            600,
            null,
            0.001);
    Health health =
        new Health("http", "/health", Duration.ofSeconds(1), Duration.ofSeconds(1), 1, 2, "");
    AdapterSpec fake = new AdapterSpec("fake", Map.of());
    Site home =
        new Site(
            World.HQ,
            Role.PRIVATE,
            List.of(),
            Rate.perSecond(100),
            2,
            null,
            IdleLevel.ZERO,
            fake,
            List.of(fake),
            null,
            Map.of("SECRET", "${env:PATH}"));
    Site cloud =
        new Site(
            World.AZURE,
            Role.PUBLIC,
            List.of(),
            Rate.perSecond(50),
            4,
            new Money(3.6, "USD"),
            IdleLevel.ZERO,
            fake,
            List.of(fake),
            null,
            Map.of());
    return new App(
        "shop",
        "shop.example.com",
        "app.jar",
        health,
        List.of(home, cloud),
        Map.of(),
        List.of(fake),
        tuning,
        null,
        List.of());
  }

  /** Its public instances need the link. */
  static App linked() {
    App app = plain();
    Site cloud = app.site(World.AZURE).orElseThrow();
    Site linked =
        new Site(
            cloud.name(),
            cloud.role(),
            cloud.addresses(),
            cloud.capacity(),
            cloud.instances(),
            cloud.cost(),
            cloud.idle(),
            cloud.platform(),
            cloud.signals(),
            new AdapterSpec("fake", Map.of()),
            Map.of(
                "DB_URL",
                "jdbc:postgresql://${service:customers-db}/shop",
                "SPILLWAY_INVITATION",
                "${invitation:customers-db}"));
    return new App(
        app.name(),
        app.host(),
        app.artifact(),
        app.health(),
        List.of(app.home(), linked),
        Map.of("customers-db", new Service(new Endpoint("10.0.0.20", 5432), "tcp")),
        app.steering(),
        app.tuning(),
        null,
        List.of());
  }
}
