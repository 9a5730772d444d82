package dev.spillway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.core.AdapterSpec;
import dev.spillway.core.App;
import dev.spillway.core.Endpoint;
import dev.spillway.core.Health;
import dev.spillway.core.IdleLevel;
import dev.spillway.core.KnownEvent;
import dev.spillway.core.Money;
import dev.spillway.core.Rate;
import dev.spillway.core.Role;
import dev.spillway.core.Service;
import dev.spillway.core.Site;
import dev.spillway.core.Tuning;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What comes out of good files. A changed default is a visible change here. */
class AppFileTest {
  private static final Path FILES = Path.of("src/test/resources/dev/spillway/config");

  @TempDir Path folder;

  private static App load(String name) throws ConfigException {
    return AppFile.load(FILES.resolve(name), TestTypes.ALL);
  }

  @Test
  void costsInTwoCurrenciesAreRefusedAlsoWithoutABudget() throws Exception {
    Path file = folder.resolve("two.yaml");
    Files.writeString(
        file,
        """
        app: shop
        host: shop.example.com
        sites:
          hq: { role: private, capacity: 400/s, platform: { type: local } }
          a: { role: public, instance: { capacity: 1/s, max: 5, cost: 1 USD/h }, platform: { type: local } }
          b: { role: public, instance: { capacity: 1/s, max: 5, cost: 1 EUR/h }, platform: { type: local } }
        """);
    assertThatThrownBy(() -> AppFile.load(file, TestTypes.ALL))
        .hasMessageContaining(
            "sites.b.instance.cost: another currency than that of sites.a.instance.cost, which is USD");
  }

  @Test
  void aShortFileWorksAndTheseAreItsDefaults() throws Exception {
    Path file = folder.resolve("short.yaml");
    Files.writeString(
        file,
        """
        app: shop
        host: shop.example.com
        sites:
          hq:    { role: private, capacity: 400/s, platform: { type: local } }
          cloud: { role: public, instance: { capacity: 120/s, max: 5 }, platform: { type: local } }
        """);
    AdapterSpec local = new AdapterSpec("local", Map.of());
    AdapterSpec probe = new AdapterSpec("http", Map.of("interval", "2s"));
    Site hq =
        new Site(
            "hq",
            Role.PRIVATE,
            List.of(),
            Rate.perSecond(400),
            1,
            null,
            IdleLevel.ZERO,
            local,
            List.of(probe),
            null,
            Map.of());
    Site cloud =
        new Site(
            "cloud",
            Role.PUBLIC,
            List.of(),
            Rate.perSecond(120),
            5,
            null,
            IdleLevel.ZERO,
            local,
            List.of(probe),
            null,
            Map.of());
    assertThat(AppFile.load(file, TestTypes.ALL))
        .isEqualTo(
            new App(
                "shop",
                "shop.example.com",
                null,
                new Health("http", "/", Duration.ofSeconds(2), Duration.ofSeconds(1), 2, 3, ""),
                List.of(hq, cloud),
                Map.of(),
                List.of(new AdapterSpec("dns", Map.of("ttl", "20s"))),
                new Tuning(
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(90),
                    0.95,
                    0.85,
                    Duration.ofSeconds(480),
                    Duration.ofSeconds(330),
                    0.6,
                    0.005,
                    Duration.ofMinutes(30),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(8),
                    60,
                    null,
                    0.001),
                null,
                List.of()));
  }

  @Test
  void everyKeyArrivesAtItsPlace() throws Exception {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("DB_URL", "jdbc:postgresql://${service:db}/shop");
    settings.put("DB_PASSWORD", "${env:DB_PASSWORD}");
    settings.put("VERSION", "1.10");
    settings.put("LEADING", "007");
    settings.put("DEBUG", "true");
    settings.put("ANSWER", "yes");
    Site home =
        new Site(
            "home",
            Role.PRIVATE,
            List.of("192.0.2.1", "192.0.2.2"),
            Rate.perSecond(250.5),
            true,
            3,
            null,
            Duration.ZERO,
            IdleLevel.ZERO,
            new AdapterSpec("ssh", Map.of("hosts", List.of("a", "b"), "user", "spillway")),
            List.of(new AdapterSpec("http", Map.of("interval", "2s"))),
            null,
            Map.of());
    Site cloud =
        new Site(
            "cloud",
            Role.PUBLIC,
            List.of("2001:db8::20"),
            Rate.perSecond(100),
            false,
            7,
            new Money(1.5, "EUR"),
            Duration.ofHours(1),
            IdleLevel.HOT,
            new AdapterSpec(
                "azure-app-service",
                Map.of(
                    "subscription", "s",
                    "resource-group", "g",
                    "client-secret", "${file:/run/secret}",
                    "slots", 2)),
            List.of(
                new AdapterSpec("http", Map.of("interval", "3s")),
                new AdapterSpec("prometheus-text", Map.of("url", "http://x/metrics"))),
            new AdapterSpec("container-instance", Map.of()),
            settings);
    App app = load("every-key.yaml");
    assertThat(app.sites()).containsExactly(home, cloud);
    assertThat(app.services())
        .isEqualTo(
            Map.of(
                "db", new Service(new Endpoint("2001:db8::1", 5432), "postgres"),
                "mail",
                    new Service(
                        new Endpoint("mail.internal", 25),
                        "tcp",
                        Service.Limits.NONE,
                        new Service.Only(Set.of("cloud"), Set.of("sha256:0123", "blue")))));
    assertThat(app.servicesAt("cloud")).containsOnlyKeys("db", "mail");
    assertThat(app.servicesAt("home")).containsOnlyKeys("db", "mail");
    assertThat(app.host()).isEqualTo("every.example.com");
    assertThat(app.artifact()).isEqualTo("build/app.jar");
    assertThat(app.health())
        .isEqualTo(
            new Health(
                "https",
                "/ready?full=1",
                Duration.ofSeconds(5),
                Duration.ofSeconds(2),
                3,
                4,
                "ca.pem"));
    assertThat(app.steering())
        .containsExactly(
            new AdapterSpec("dns", Map.of("ttl", "30s")),
            new AdapterSpec("powerdns", Map.of("ttl", "30s", "url", "http://pdns")));
    assertThat(app.budget()).isEqualTo(new Money(90.5, "EUR"));
    assertThat(app.events())
        .containsExactly(
            new KnownEvent(
                "sale",
                Instant.parse("2027-04-01T08:00:00Z"),
                Instant.parse("2027-04-01T10:00:00Z"),
                Rate.perSecond(900)));
    assertThat(app.tuning())
        .isEqualTo(
            new Tuning(
                Duration.ofSeconds(30),
                Duration.ofSeconds(45),
                0.8,
                0.5,
                Duration.ofMinutes(1),
                Duration.ofMinutes(5),
                0.1,
                0.01,
                Duration.ofHours(1),
                Duration.ofSeconds(20),
                Duration.ofSeconds(4),
                30,
                Duration.ofMillis(250),
                0.005));
  }

  @Test
  void theExampleOfTheGuideLoads() throws Exception {
    App app = load("example.yaml");
    assertThat(app.home().name()).isEqualTo("hq");
    assertThat(app.tuning().latency()).isEqualTo(Duration.ofMillis(300));
    assertThat(app.site("azure").orElseThrow().settings())
        .containsEntry("DB_URL", "jdbc:sqlserver://${service:customers-db};encrypt=true");
  }
}
