package dev.spillway.control.release;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.control.release.SiteFacts.Seen;
import dev.spillway.core.Digest;
import dev.spillway.core.Endpoint;
import dev.spillway.core.Instance;
import dev.spillway.core.Now;
import dev.spillway.core.Observation.Readiness;
import dev.spillway.core.Proof;
import dev.spillway.core.Release;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class VerdictTest {
  private static final Digest NEW = new Digest("ab".repeat(32));
  private static final Digest OLD = new Digest("cd".repeat(32));
  private static final Release RELEASE = new Release(NEW, "shop.jar");
  private static final Instant DEPLOYED = Instant.parse("2026-06-01T12:00:00Z");

  @Test
  void asManyAsAreNeededWithTheDigestAndNoOldOneIsVerified() {
    Verdict verdict = after(20, ready("hq-3", NEW), ready("hq-4", NEW));
    assertThat(verdict).isEqualTo(new Verdict(true, 2, null));
  }

  @Test
  void oneOldInstanceThatServesIsWaitedFor() {
    Verdict verdict = after(20, ready("hq-1", OLD), ready("hq-3", NEW), ready("hq-4", NEW));
    assertThat(verdict).isEqualTo(new Verdict(false, 2, null));
  }

  @Test
  void oneThatEndedByItselfDecidesAtOnce() {
    Verdict verdict = after(2, ready("hq-1", OLD), ended("hq-3", NEW, 1));
    assertThat(verdict.failure()).isEqualTo("hq-3 ended: exit status 1");
  }

  @Test
  void oneThatEndedBeforeItsDigestWasKnownMayHaveBeenTheNewOne() {
    assertThat(after(2, ended("hq-3", null, 1)).failure()).startsWith("hq-3 ended");
  }

  @Test
  void anEndOfAnotherReleaseOrFromBeforeSaysNothing() {
    assertThat(after(2, ended("hq-1", OLD, 1)).failure()).isNull();
    assertThat(after(2, ended("hq-3", NEW, -1)).failure()).isNull();
  }

  @Test
  void whenTheTimeIsUpEachThatIsNotReadyIsNamed() {
    Seen slow =
        new Seen(
            instance("hq-4", NEW, Instance.State.RUNNING, 1), Readiness.UNHEALTHY, "answered 500");
    assertThat(after(60, ready("hq-3", NEW), slow).failure()).isNull();
    assertThat(after(61, ready("hq-3", NEW), slow).failure())
        .isEqualTo("1 of 2 instances ready after 1 min; hq-4: answered 500 (exit status 1)");
  }

  private static Verdict after(int seconds, Seen... seen) {
    return Verdict.of(
        RELEASE,
        new SiteFacts("hq", false, List.of(seen), 2),
        DEPLOYED,
        0,
        Duration.ofSeconds(60),
        new Now(seconds * 1_000_000_000L, DEPLOYED.plusSeconds(seconds)));
  }

  private static Seen ready(String id, Digest digest) {
    return new Seen(instance(id, digest, Instance.State.RUNNING, 1), Readiness.READY, "");
  }

  private static Seen ended(String id, @Nullable Digest digest, int second) {
    return new Seen(instance(id, digest, Instance.State.FAILED, second), Readiness.FAILED, "");
  }

  private static Instance instance(
      String id, @Nullable Digest digest, Instance.State state, int second) {
    return new Instance(
        id,
        Endpoint.parse("127.0.0.1:8080"),
        state,
        digest,
        Proof.MEASURED,
        DEPLOYED.plusSeconds(second),
        "exit status 1");
  }
}
