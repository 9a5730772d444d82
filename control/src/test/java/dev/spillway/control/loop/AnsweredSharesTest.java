package dev.spillway.control.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Now;
import dev.spillway.core.Share;
import dev.spillway.core.SteeredHost;
import dev.spillway.core.SteeredHost.SiteAnswer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Of what was answered lately, how much named each site. */
class AnsweredSharesTest {
  private final AnsweredShares shares = new AnsweredShares();

  private static Optional<SteeredHost> published(double cloud) {
    return Optional.of(
        new SteeredHost(
            "shop.example.com",
            Duration.ofSeconds(20),
            List.of(
                new SiteAnswer("hq", Share.of(1 - cloud), List.of("192.0.2.1")),
                new SiteAnswer("cloud", Share.of(cloud), List.of("198.51.100.1")))));
  }

  private Map<String, Double> look(double cloudShare, int second, long hq, long cloud) {
    Now now = new Now(second * 1_000_000_000L, Instant.EPOCH.plusSeconds(second));
    return shares.look(published(cloudShare), Map.of("hq", hq, "cloud", cloud), now);
  }

  @Test
  void whatWasAnsweredBeforeTheFirstLookDoesNotCount() {
    assertThat(look(0.2, 0, 1_000, 0)).isEmpty();
    assertThat(look(0.2, 1, 1_000, 0)).as("nothing new").isEmpty();
    assertThat(look(0.2, 2, 1_006, 2)).isEqualTo(Map.of("hq", 0.75, "cloud", 0.25));
  }

  @Test
  void newSharesBeginAnew() {
    look(0, 0, 0, 0);
    assertThat(look(0, 5, 100, 0)).isEqualTo(Map.of("hq", 1.0, "cloud", 0.0));
    assertThat(look(0.5, 6, 110, 0)).isEmpty();
    assertThat(look(0.5, 7, 111, 1)).isEqualTo(Map.of("hq", 0.5, "cloud", 0.5));
  }

  @Test
  void onlyTheLastMinuteCounts() {
    long hq = 0;
    for (int second = 0; second <= 300; second += 5) {
      look(0.5, second, hq += second <= 200 ? 10 : 0, second > 200 ? second : 0);
    }
    assertThat(look(0.5, 305, hq, 305).get("hq")).isZero();
  }

  @Test
  void aServerThatWasStartedAgainIsNoNegativeNumber() {
    look(0.5, 0, 100, 100);
    assertThat(look(0.5, 1, 3, 1)).isEmpty();
    assertThat(look(0.5, 2, 6, 2)).isEqualTo(Map.of("hq", 0.75, "cloud", 0.25));
  }
}
