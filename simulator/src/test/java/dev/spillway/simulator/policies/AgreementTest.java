package dev.spillway.simulator.policies;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.IdleLevel;
import dev.spillway.core.Rate;
import dev.spillway.core.Role;
import dev.spillway.core.Rules;
import dev.spillway.core.Tuning;
import dev.spillway.simulator.Capacities;
import dev.spillway.simulator.Rates;
import dev.spillway.simulator.Result;
import dev.spillway.simulator.Settings;
import dev.spillway.simulator.Simulation;
import dev.spillway.simulator.readers.Progress;
import dev.spillway.simulator.readers.ReadOptions;
import dev.spillway.simulator.readers.SeriesReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The figures that a second, independent program came to, which was written in another language
 * from the same description of the model: 90 s of warm-up, 30 s of lifetime, 5 % stale clients,
 * windows of 10 s seen one window late, capacities from the traffic. They are compared digit by
 * digit.
 */
class AgreementTest {
  private static Settings settings(Rates rates) {
    double home = Capacities.likely(rates);
    Tuning tuning =
        new Tuning(
            Duration.ofSeconds(30),
            Duration.ofSeconds(90),
            0.85,
            0.7,
            Duration.ofSeconds(120),
            Duration.ofSeconds(600),
            0.25,
            0.01,
            Duration.ofMinutes(15),
            Duration.ofSeconds(60),
            Duration.ofSeconds(10),
            600,
            null,
            0.001);
    return Settings.of(
        new Rules(
            List.of(
                new Rules.SiteRules(
                    "home",
                    Role.PRIVATE,
                    Rate.perSecond(home),
                    1,
                    null,
                    IdleLevel.ZERO,
                    false,
                    true),
                new Rules.SiteRules(
                    "public",
                    Role.PUBLIC,
                    Rate.perSecond(home / 4),
                    100_000,
                    null,
                    IdleLevel.ZERO,
                    false,
                    true)),
            tuning,
            null,
            List.of()));
  }

  private static Rates trace(String name) throws Exception {
    var url = Objects.requireNonNull(Rates.class.getResource("traces/" + name + ".csv"));
    return SeriesReader.read(List.of(Path.of(url.toURI())), ReadOptions.NONE, Progress.NONE)
        .series();
  }

  @ParameterizedTest(name = "{0} on {1}")
  @CsvSource({
    "private-only,    appcluster-2019-hourly,  2.1812,  2.1792, 174429,    0.0,     0,    0,   0, "
        + " 0",
    "microsoft-guide, appcluster-2019-hourly,  0.2612,  0.2597,   6665, 1344.8,    18,  126,   0,"
        + " 11",
    "hysteresis,      appcluster-2019-hourly,  0.0000,  0.0000,      0,  190.9,   525,   38,   0, "
        + " 3",
    "hpa,             appcluster-2019-hourly,  0.0000,  0.0000,      0,  222.2,   703,   46,   0, "
        + " 3",
    "oracle,          appcluster-2019-hourly,  0.0000,  0.0000,      0,   50.8, 18189,   18,   0, "
        + " 1",
    "always-on,       appcluster-2019-hourly,  0.0000,  0.0000,      0,  504.0,     0,    0,   0, "
        + " 1",
    "private-only,    aws-elb-2014,            6.8137,  6.6945, 118159,    0.0,     0,    0,   0, "
        + " 0",
    "microsoft-guide, aws-elb-2014,           12.2138, 12.0524, 148934,  883.4,   858, 1641, 337,"
        + " 19",
    "hysteresis,      aws-elb-2014,            1.2310,  1.0995,  41433,  215.4, 13322, 2752, 643,"
        + " 22",
    "hpa,             aws-elb-2014,            0.6887,  0.5754,  29952,  353.0, 10718, 3634, 904,"
        + " 24",
    "oracle,          aws-elb-2014,            0.0000,  0.0000,      0,  150.3, 13960, 1630, 411,"
        + " 17",
    "always-on,       aws-elb-2014,            0.0000,  0.0000,      0, 5723.3,     0,    0,   0,"
        + " 17",
  })
  void aPolicyLosesAndCostsWhatTheOtherProgramSays(
      String policy,
      String name,
      double lost,
      double lostQueued,
      long bad,
      double hours,
      long dnsChanges,
      long scaleChanges,
      long flaps,
      int peak)
      throws Exception {
    Rates rates = trace(name);
    Settings settings = settings(rates);
    Result r = Simulation.run(settings, Policies.make(policy, settings, rates), rates, m -> {});
    assertThat(r.lostPercent()).isEqualTo(lost, Offset.offset(6e-5));
    assertThat(r.lostPercentQueued()).isEqualTo(lostQueued, Offset.offset(6e-5));
    assertThat(r.badSeconds()).isEqualTo(bad);
    assertThat(r.instanceHours()).isEqualTo(hours, Offset.offset(0.06));
    assertThat(r.dnsChanges()).isEqualTo(dnsChanges);
    assertThat(r.scaleChanges()).isEqualTo(scaleChanges);
    assertThat(r.flaps()).isEqualTo(flaps);
    assertThat(r.peakInstances()).isEqualTo(peak);
  }
}
