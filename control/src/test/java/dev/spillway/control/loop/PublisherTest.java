package dev.spillway.control.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.core.AdapterException;
import dev.spillway.core.AdapterSpec;
import dev.spillway.core.App;
import dev.spillway.core.Health;
import dev.spillway.core.IdleLevel;
import dev.spillway.core.Now;
import dev.spillway.core.Plan.SiteShare;
import dev.spillway.core.Rate;
import dev.spillway.core.Role;
import dev.spillway.core.Share;
import dev.spillway.core.Site;
import dev.spillway.core.SteeredHost;
import dev.spillway.core.SteeringTarget;
import dev.spillway.core.Tuning;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PublisherTest {
  private static final List<SiteShare> HALF =
      List.of(new SiteShare("hq", Share.of(0.5)), new SiteShare("azure", Share.of(0.5)));

  private final List<SteeredHost> applied = new ArrayList<>();
  private boolean fails;
  private int asked;
  private final Publisher publisher = new Publisher(app(), List.of(new Target()));

  @Test
  void aShareWithoutAnAddressGoesHome() throws Exception {
    publisher.publish(
        HALF, Map.of("hq", List.of("10.0.0.1"), "azure", List.of("203.0.113.1")), at(1));
    assertThat(publisher.share("azure")).isEqualTo(Share.of(0.5));
    assertThat(publisher.refresh(Map.of("hq", List.of("10.0.0.1"), "azure", List.of()), at(2)))
        .isPresent();
    assertThat(publisher.share("azure")).isEqualTo(Share.NONE);
    assertThat(publisher.share("hq")).isEqualTo(Share.ALL);
  }

  @Test
  void theSameAddressesPublishNothing() throws Exception {
    Map<String, List<String>> addresses =
        Map.of("hq", List.of("10.0.0.1"), "azure", List.of("203.0.113.1"));
    publisher.publish(HALF, addresses, at(1));
    assertThat(publisher.refresh(addresses, at(2))).isEmpty();
    assertThat(applied).as("once, and compared once").containsOnly(applied.getFirst());
  }

  @Test
  void whatFailedIsPublishedAtTheNextRefresh() throws Exception {
    Map<String, List<String>> addresses =
        Map.of("hq", List.of("10.0.0.1"), "azure", List.of("203.0.113.1"));
    fails = true;
    assertThatThrownBy(() -> publisher.publish(HALF, addresses, at(1)))
        .isInstanceOf(AdapterException.Transient.class);
    assertThat(publisher.published()).isEmpty();
    fails = false;
    assertThat(publisher.refresh(addresses, at(2))).isPresent();
    assertThat(publisher.share("hq")).isEqualTo(Share.of(0.5));
  }

  @Test
  void whatSomebodyElseChangedIsNoticedWithinAMinuteAndAskedForEverMoreSlowly() throws Exception {
    Map<String, List<String>> addresses =
        Map.of("hq", List.of("10.0.0.1"), "azure", List.of("203.0.113.1"));
    publisher.publish(HALF, addresses, at(1));
    assertThat(publisher.refresh(addresses, at(2))).isEmpty();
    int before = asked;
    assertThat(publisher.refresh(addresses, at(30))).isEmpty();
    assertThat(asked).as("nothing changed").isEqualTo(before);
    fails = true;
    assertThatThrownBy(() -> publisher.refresh(addresses, at(62)))
        .isInstanceOf(AdapterException.Transient.class);
    for (int second = 63; second < 183; second++) {
      int now = second;
      try {
        publisher.refresh(addresses, at(now));
      } catch (AdapterException e) {
        assertThat(e).isInstanceOf(AdapterException.Transient.class);
      }
      assertThat(publisher.refused()).as("also while it is left alone").isTrue();
    }
    assertThat(asked - before).as("tries in two minutes").isBetween(5, 10);
    fails = false;
    for (int second = 183; second < 220; second++) {
      publisher.refresh(addresses, at(second));
    }
    assertThat(publisher.refused()).isFalse();
    assertThat(publisher.share("azure")).isEqualTo(Share.of(0.5));
  }

  @Test
  void aPlanThatHungDoesNotPublishOverALaterOne() throws Exception {
    Map<String, List<String>> addresses =
        Map.of("hq", List.of("10.0.0.1"), "azure", List.of("203.0.113.1"));
    List<SiteShare> home =
        List.of(new SiteShare("hq", Share.ALL), new SiteShare("azure", Share.NONE));
    publisher.publish(home, addresses, at(5));
    publisher.publish(HALF, addresses, at(3));
    assertThat(publisher.share("hq")).isEqualTo(Share.ALL);
    publisher.publish(HALF, addresses, at(6));
    assertThat(publisher.share("hq")).isEqualTo(Share.of(0.5));
  }

  private static Now at(long seconds) {
    return new Now(Duration.ofSeconds(seconds).toNanos(), Instant.EPOCH.plusSeconds(seconds));
  }

  private final class Target implements SteeringTarget {
    @Override
    public Ability ability() {
      return Ability.WEIGHTED;
    }

    @Override
    public Optional<SteeredHost> current(String host) {
      return Optional.empty();
    }

    @Override
    public void apply(SteeredHost host) throws AdapterException {
      asked++;
      if (fails) {
        throw new AdapterException.Transient("the target is away");
      }
      applied.add(host);
    }

    @Override
    public void close() {}
  }

  private static App app() {
    Duration s = Duration.ofSeconds(1);
    AdapterSpec none = new AdapterSpec("none", Map.of());
    Tuning tuning = new Tuning(s, s, 0.8, 0.6, s, s, 0.25, 0.02, s, s, s, 60, null, 0.001);
    return new App(
        "shop",
        "shop.example.com",
        null,
        new Health("http", "/", s, s, 1, 1, ""),
        List.of(site("hq", Role.PRIVATE, none), site("azure", Role.PUBLIC, none)),
        Map.of(),
        List.of(none),
        tuning,
        null,
        List.of());
  }

  private static Site site(String name, Role role, AdapterSpec none) {
    return new Site(
        name,
        role,
        List.of(),
        Rate.perSecond(100),
        2,
        null,
        IdleLevel.ZERO,
        none,
        List.of(),
        null,
        Map.of());
  }
}
