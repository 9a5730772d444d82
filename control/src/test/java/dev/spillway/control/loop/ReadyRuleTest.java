package dev.spillway.control.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Digest;
import dev.spillway.core.Endpoint;
import dev.spillway.core.Instance;
import dev.spillway.core.LinkStatus;
import dev.spillway.core.Observation.InstanceView;
import dev.spillway.core.Observation.Readiness;
import dev.spillway.core.Proof;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** One test for each line of the rule's table. */
class ReadyRuleTest {
  private static final Digest OLD = new Digest("a".repeat(64));
  private static final Digest NEW = new Digest("b".repeat(64));
  private static final Instance RUNS = instance(Instance.State.RUNNING, NEW);
  private final ReadyRule rule = new ReadyRule(Set.of());

  private static Instance instance(Instance.State state, @Nullable Digest digest) {
    return new Instance(
        "azure-1", new Endpoint("10.0.0.1", 80), state, digest, Proof.MEASURED, Instant.EPOCH, "");
  }

  private static ReadyRule.Around around(@Nullable Boolean healthy, @Nullable LinkStatus link) {
    return new ReadyRule.Around(
        Set.of(OLD, NEW),
        NEW,
        healthy == null ? Map.of() : Map.of("azure-1", healthy),
        Map.of("azure-1", "connection refused"),
        true,
        link != null,
        link,
        Map.of());
  }

  private static LinkStatus link(boolean connected, boolean answers) {
    return new LinkStatus(connected, null, 0, Map.of("customers-db", answers), Duration.ZERO);
  }

  private Readiness judge(Instance instance, ReadyRule.Around around) {
    return rule.judge("azure", instance, around).readiness();
  }

  @Test
  void thePlatformsWordComesFirst() {
    assertThat(judge(instance(Instance.State.STARTING, NEW), around(true, null)))
        .isEqualTo(Readiness.STARTING);
    assertThat(judge(instance(Instance.State.STOPPING, NEW), around(true, null)))
        .isEqualTo(Readiness.STOPPING);
    assertThat(judge(instance(Instance.State.FAILED, NEW), around(true, null)))
        .isEqualTo(Readiness.FAILED);
  }

  @Test
  void theDigestMustBeKnownAndAccepted() {
    assertThat(judge(instance(Instance.State.RUNNING, null), around(true, null)))
        .isEqualTo(Readiness.STARTING);
    assertThat(
            judge(instance(Instance.State.RUNNING, new Digest("c".repeat(64))), around(true, null)))
        .isEqualTo(Readiness.WRONG_DIGEST);
    InstanceView old =
        rule.judge("azure", instance(Instance.State.RUNNING, OLD), around(true, null));
    assertThat(old.readiness()).isEqualTo(Readiness.READY);
    assertThat(old.outdated()).isTrue();
  }

  @Test
  void healthIsNeededFirstAndMissedLater() {
    assertThat(judge(RUNS, around(null, null))).isEqualTo(Readiness.STARTING);
    assertThat(judge(RUNS, around(false, null))).isEqualTo(Readiness.STARTING);
    assertThat(judge(RUNS, around(true, null))).isEqualTo(Readiness.READY);
    assertThat(judge(RUNS, around(false, null))).isEqualTo(Readiness.UNHEALTHY);
  }

  @Test
  void theLinkMustHaveAnsweredOnce() {
    assertThat(judge(RUNS, around(true, link(false, false)))).isEqualTo(Readiness.STARTING);
    assertThat(judge(RUNS, around(true, link(true, false)))).isEqualTo(Readiness.STARTING);
    assertThat(judge(RUNS, around(true, link(true, true)))).isEqualTo(Readiness.READY);
    assertThat(judge(RUNS, around(true, link(false, true)))).isEqualTo(Readiness.READY);
  }

  @Test
  void whatWasReadyBeforeARestartIsNotDoubtedUntilItsProbesHadTheirTime() {
    ReadyRule restarted = new ReadyRule(Set.of(ReadyRule.key("azure", RUNS)));
    assertThat(restarted.judge("azure", RUNS, around(null, null)).readiness())
        .isEqualTo(Readiness.READY);
    restarted.endGrace("azure");
    assertThat(restarted.judge("azure", RUNS, around(null, null)).readiness())
        .isEqualTo(Readiness.UNHEALTHY);
  }
}
