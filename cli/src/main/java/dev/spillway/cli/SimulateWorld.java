package dev.spillway.cli;

import dev.spillway.config.AppFile;
import dev.spillway.config.ConfigException;
import dev.spillway.core.App;
import dev.spillway.core.IdleLevel;
import dev.spillway.core.Money;
import dev.spillway.core.Rate;
import dev.spillway.core.Rules;
import dev.spillway.core.Rules.SiteRules;
import dev.spillway.core.Units;
import dev.spillway.simulator.Capacities;
import dev.spillway.simulator.Rates;
import dev.spillway.simulator.Reality;
import dev.spillway.simulator.Settings;
import dev.spillway.simulator.Variant;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which world the traffic is replayed in: an app's file, or a plain home and one public site. */
final class SimulateWorld {
  /** An app with every default of the configuration; its capacities are set from the traffic. */
  private static final String PLAIN =
      """
      app: your-app
      host: your-app.example.com
      sites:
        home: { role: private, capacity: 100/s, platform: { type: simulated } }
        public: { role: public, platform: { type: simulated }, instance: { capacity: 25/s, max: 1000 } }
      """;

  @Option(
      names = {"-a", "--app-file"},
      paramLabel = "FILE",
      description = {
        "The app's file: its sites, capacities and policy are what is simulated (default: a home"
            + " and",
        "one public site with the configuration's defaults)."
      })
  @Nullable Path appFile;

  @Option(
      names = "--capacity",
      paramLabel = "RATE",
      converter = Converters.PerSecond.class,
      description =
          "What home carries, such as 400/s (default without an app's file: what nine of ten"
              + " minutes stay below).")
  @Nullable Rate capacity;

  @Option(
      names = "--instance-capacity",
      paramLabel = "RATE",
      converter = Converters.PerSecond.class,
      description =
          "What a public instance carries (default without an app's file: a quarter of home).")
  @Nullable Rate instanceCapacity;

  @Option(
      names = "--max-instances",
      paramLabel = "N",
      description = "How many public instances may run.")
  @Nullable Integer maxInstances;

  @Option(
      names = "--cost",
      paramLabel = "MONEY",
      description = "What a public instance costs, such as '0.12 USD/h'.")
  @Nullable String cost;

  @Option(
      names = "--idle",
      paramLabel = "zero|standby|hot",
      description = "What the public site keeps while it carries nothing.")
  @Nullable IdleLevel idle;

  @Option(
      names = "--warm-up",
      paramLabel = "TIME",
      converter = Converters.Time.class,
      description = "From asking for an instance until it serves; whole seconds.")
  @Nullable Duration warmUp;

  @Option(
      names = "--ttl",
      paramLabel = "TIME",
      converter = Converters.Time.class,
      description = "Lifetime of DNS answers.")
  @Nullable Duration ttl;

  @Option(
      names = "--stale",
      paramLabel = "SHARE",
      converter = Converters.Fraction.class,
      defaultValue = "5%",
      description =
          "Clients that keep an answer about ten times longer than they should (default:"
              + " $${DEFAULT-VALUE}).")
  double stale = 0.05;

  @Option(
      names = "--monitor",
      paramLabel = "TIME",
      converter = Converters.Time.class,
      defaultValue = "10s",
      description = {
        "Length of a monitoring window, which is seen one window late; a decision is made at the"
            + " end of",
        "each (default: $${DEFAULT-VALUE})."
      })
  Duration monitor = Duration.ofSeconds(10);

  @Option(
      names = "--billing",
      paramLabel = "TIME",
      converter = Converters.Time.class,
      defaultValue = "1s",
      description =
          "Instances are billed in whole pieces of this time (default: $${DEFAULT-VALUE}).")
  Duration billing = Duration.ofSeconds(1);

  @Option(
      names = "--really-carries",
      paramLabel = "SITE=RATE",
      converter = {Converters.Text.class, Converters.PerSecond.class},
      description = {
        "What a site (an instance of a public one) really carries, where that is other than what"
            + " the file",
        "says; shows how a capacity that is 'auto' is learned. May be given for several sites."
      })
  Map<String, Rate> reallyCarries = new TreeMap<>();

  @Option(
      names = "--idle-latency",
      paramLabel = "TIME",
      converter = Converters.Time.class,
      defaultValue = "10ms",
      description =
          "99th percentile of a site without load; it grows as that of a queue (default:"
              + " $${DEFAULT-VALUE}).")
  Duration idleLatency = Duration.ofMillis(10);

  @Option(
      names = "--follow",
      paramLabel = "SHARE",
      converter = Converters.Fraction.class,
      defaultValue = "100%",
      description =
          "Of the clients sent to a public site, so many really come (default: $${DEFAULT-VALUE}).")
  double follow = 1;

  @Option(
      names = "--client-ttl",
      paramLabel = "TIME",
      converter = Converters.Time.class,
      description = "How long clients keep an answer (default: its lifetime).")
  @Nullable Duration clientTtl;

  /** Settings, and in plain words what was not said and taken from the traffic. */
  record World(Settings settings, List<String> assumed) {}

  World world(Rates rates, Instant start) {
    List<String> assumed = new ArrayList<>();
    Rules rules = rules(rates, assumed);
    try {
      Settings settings =
          new Settings(
              rules,
              rules.tuning().warmUp(),
              monitor,
              monitor,
              stale,
              billing,
              2,
              start,
              reality(rules));
      return new World(settings, assumed);
    } catch (IllegalArgumentException e) {
      throw Failure.usage(String.valueOf(e.getMessage()));
    }
  }

  private Rules rules(Rates rates, List<String> assumed) {
    Rules rules = Rules.of(app(), site -> true);
    Rate home = capacity;
    Rate each = instanceCapacity;
    if (appFile == null && home == null) {
      home = Rate.perSecond(Capacities.likely(rates));
      assumed.add(
          "home's capacity was not said: "
              + shown(home)
              + ", what nine of ten minutes stay below (--capacity or --app-file)");
    }
    if (appFile == null && each == null && home != null) {
      each = home.times(0.25);
      assumed.add(
          "an instance's capacity was not said: "
              + shown(each)
              + ", a quarter of home's (--instance-capacity)");
    }
    Money price = price();
    return Variant.of(rules, home, each, maxInstances, price, idle, warmUp, ttl);
  }

  private Reality reality(Rules rules) {
    for (String site : reallyCarries.keySet()) {
      if (rules.sites().stream().noneMatch(s -> s.name().equals(site))) {
        throw Failure.usage(
            "--really-carries: no site '"
                + site
                + "'; known are "
                + rules.sites().stream().map(SiteRules::name).collect(Collectors.joining(", ")));
      }
    }
    return new Reality(follow, clientTtl, reallyCarries, idleLatency);
  }

  private static String shown(Rate rate) {
    return String.format(Locale.ROOT, "%.3g req/s", rate.perSecond());
  }

  private @Nullable Money price() {
    try {
      return cost == null ? null : Units.money(cost, "h");
    } catch (IllegalArgumentException e) {
      throw Failure.usage("--cost: " + e.getMessage());
    }
  }

  private App app() {
    try {
      return appFile == null
          ? AppFile.parse("the built-in app", PLAIN, Adapters.described())
          : AppFile.load(appFile, Adapters.described());
    } catch (ConfigException e) {
      throw Failure.usage(String.valueOf(e.getMessage()));
    }
  }
}
