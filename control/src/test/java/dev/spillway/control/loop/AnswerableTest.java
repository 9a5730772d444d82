package dev.spillway.control.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.AdapterSpec;
import dev.spillway.core.Endpoint;
import dev.spillway.core.IdleLevel;
import dev.spillway.core.Instance;
import dev.spillway.core.LinkStatus;
import dev.spillway.core.Observation.InstanceView;
import dev.spillway.core.Observation.Readiness;
import dev.spillway.core.Observation.SiteView;
import dev.spillway.core.Proof;
import dev.spillway.core.Rate;
import dev.spillway.core.Role;
import dev.spillway.core.Share;
import dev.spillway.core.Site;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AnswerableTest {
  private static final LinkStatus UP = link(true, true);
  private static final LinkStatus LOST = link(false, false);

  private static LinkStatus link(boolean connected, boolean service) {
    return new LinkStatus(connected, null, 0, Map.of("db", service), Duration.ZERO);
  }

  /** Addresses 10.0.0.1, 10.0.0.2 … for instances in these states. */
  private static List<String> cloud(
      boolean linked, @Nullable LinkStatus link, Readiness... states) {
    return of(Role.PUBLIC, linked, link, List.of(), states);
  }

  private static List<String> of(
      Role role,
      boolean linked,
      @Nullable LinkStatus link,
      List<String> last,
      Readiness... states) {
    AdapterSpec any = new AdapterSpec("any", Map.of());
    Site site =
        new Site(
            "site",
            role,
            List.of(),
            Rate.perSecond(10),
            4,
            null,
            IdleLevel.ZERO,
            any,
            List.of(),
            linked ? any : null,
            Map.of());
    List<Instance> seen = new ArrayList<>();
    List<InstanceView> views = new ArrayList<>();
    for (int i = 1; i <= states.length; i++) {
      views.add(new InstanceView("site-" + i, states[i - 1], false, ""));
      seen.add(
          new Instance(
              "site-" + i,
              new Endpoint("10.0.0." + i, 80),
              Instance.State.RUNNING,
              null,
              Proof.MEASURED,
              Instant.EPOCH,
              ""));
    }
    SiteView view =
        new SiteView(
            "site",
            views,
            linked,
            linked,
            link,
            Share.NONE,
            null,
            null,
            null,
            null,
            null,
            "",
            List.of());
    return Answerable.of(site, role == Role.PRIVATE, seen, view, last);
  }

  @Test
  void onlyReadyInstancesAreAnswered() {
    assertThat(cloud(false, null, Readiness.READY, Readiness.STARTING, Readiness.UNHEALTHY))
        .containsExactly("10.0.0.1");
    assertThat(cloud(true, UP, Readiness.READY, Readiness.WRONG_DIGEST, Readiness.UNHEALTHY))
        .containsExactly("10.0.0.1");
    assertThat(cloud(false, null, Readiness.UNHEALTHY)).isEmpty();
  }

  @Test
  void whatIsUnhealthyForWantOfTheLinkStaysInTheAnswersUntilThePolicyTakesTheShare() {
    assertThat(cloud(true, LOST, Readiness.UNHEALTHY, Readiness.UNHEALTHY))
        .containsExactly("10.0.0.1", "10.0.0.2");
    assertThat(cloud(true, LOST, Readiness.READY, Readiness.UNHEALTHY))
        .containsExactly("10.0.0.1", "10.0.0.2");
    assertThat(cloud(true, link(true, false), Readiness.UNHEALTHY)).containsExactly("10.0.0.1");
    assertThat(cloud(true, null, Readiness.UNHEALTHY)).containsExactly("10.0.0.1");
  }

  @Test
  void itStaysWhileProbesFindOutThatTheLinkIsBack() {
    assertThat(cloud(true, UP, Readiness.UNHEALTHY, Readiness.UNHEALTHY))
        .containsExactly("10.0.0.1", "10.0.0.2");
    assertThat(cloud(true, UP, Readiness.FAILED, Readiness.WRONG_DIGEST)).isEmpty();
  }

  @Test
  void homeFallsBackToWhatWasAnsweredAndThenToWhateverRuns() {
    assertThat(of(Role.PRIVATE, false, null, List.of("10.0.0.9"), Readiness.UNHEALTHY))
        .containsExactly("10.0.0.9");
    assertThat(of(Role.PRIVATE, false, null, List.of(), Readiness.UNHEALTHY))
        .containsExactly("10.0.0.1");
  }
}
