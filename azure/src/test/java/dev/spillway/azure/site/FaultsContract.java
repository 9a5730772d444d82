package dev.spillway.azure.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.azure.fake.Request;
import dev.spillway.azure.fake.Response;
import dev.spillway.core.AdapterException;
import dev.spillway.core.Instance;
import dev.spillway.core.Instance.State;
import dev.spillway.core.Platform;
import dev.spillway.core.PlatformChange;
import dev.spillway.core.Release;
import dev.spillway.platforms.Await;
import dev.spillway.platforms.TestJar;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a cloud may say instead of yes: each has its kind, and leaves nothing that is billed. */
public abstract class FaultsContract {
  private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

  @TempDir static Path build;
  static Path jar;

  @TempDir Path folder;
  protected SiteWorld world;
  private Platform platform;
  private Release release;
  private Life life;

  /** A cloud with nothing in it. */
  protected abstract SiteWorld open();

  /** This call makes what is billed. */
  protected abstract boolean makesIt(Request request);

  /** What {@link #makesIt} needs. */
  protected abstract String right();

  /** Settings that name a place which the cloud does not have: one called Atlantis. */
  protected abstract Map<String, Object> nowhere();

  @BeforeAll
  static void compile() throws Exception {
    jar = TestJar.build(build, "the release");
  }

  @BeforeEach
  void begin() throws Exception {
    world = open();
    release = TestJar.release(jar);
    platform = world.platform(folder.resolve("state"));
    life = new Life(world, release, () -> platform);
    stage();
  }

  @AfterEach
  void end() {
    platform.close();
    world.close();
  }

  private void stage() throws Exception {
    platform.apply(new PlatformChange.Stage(release, jar));
  }

  private void start() throws Exception {
    platform.apply(new PlatformChange.Start(Life.ID, release, Map.of()));
  }

  /** Starts one, and waits until it has failed for good. */
  protected Instance failed() throws Exception {
    start();
    return Await.until(
            "failed",
            platform::instances,
            all -> all.size() == 1 && all.getFirst().state() == State.FAILED)
        .getFirst();
  }

  /** Stops it, and looks whether anything is left. */
  protected void gone() throws Exception {
    life.gone("after it was stopped");
  }

  private void nothingWasMade() throws Exception {
    Await.until("nobody waits", platform::instances, List::isEmpty);
    life.nothingIsLeft("after a start that was refused");
  }

  @Test
  void aMissingRightIsNamedAndOnceItIsGivenAllGoesOn() throws Exception {
    world
        .cloud()
        .faults()
        .answer(
            -1,
            this::makesIt,
            r -> Response.error(403, "AuthorizationFailed", "The client has no authorization."));
    assertThatThrownBy(this::start)
        .isInstanceOf(AdapterException.Invalid.class)
        .hasMessageContaining("The sign-in needs the right " + right());
    nothingWasMade();
    world.cloud().faults().clear();
    life.whole(jar, "after the right was given");
  }

  @Test
  void aPlaceThatThereIsNotIsNamed() throws Exception {
    platform.close();
    platform = world.platform(folder.resolve("nowhere"), "here", nowhere());
    stage();
    assertThatThrownBy(this::start)
        .isInstanceOf(AdapterException.Invalid.class)
        .hasMessageContaining("atlantis");
    nothingWasMade();
  }

  @Test
  void aQuotaOfNoneIsARefusalAndNothingIsHeld() throws Exception {
    world
        .cloud()
        .faults()
        .answer(
            -1,
            this::makesIt,
            r ->
                Response.error(
                    401,
                    "Unauthorized",
                    "Operation cannot be completed without additional quota. Current Limit: 0"));
    assertThatThrownBy(this::start)
        .isInstanceOf(AdapterException.Refused.class)
        .hasMessageContaining("Current Limit: 0");
    nothingWasMade();
  }

  @Test
  void oneThatIsBusyIsAskedAgain() throws Exception {
    world
        .cloud()
        .faults()
        .answer(
            3,
            this::makesIt,
            r ->
                Response.error(
                    409, "Conflict", "Cannot modify it because another operation is in progress."));
    assertThatThrownBy(this::start).isInstanceOf(AdapterException.Transient.class);
    nothingWasMade();
    life.whole(jar, "after it was busy");
  }

  /**
   * The cloud is to throttle until what the platform was asked to wait adds up to ten minutes,
   * which it does a thousand times faster; and the platform is another process on the same folder.
   */
  private AtomicLong throttle(long waitedAlready) throws Exception {
    platform.close();
    AtomicLong waited = new AtomicLong(waitedAlready);
    world.pause(time -> {
      waited.addAndGet(time.toNanos());
      SiteWorld.QUICK.pause(time.dividedBy(10));
    });
    world
        .cloud()
        .faults()
        .answer(
            -1,
            r -> r.path().startsWith("/subscriptions") && waited.get() < TEN_MINUTES.toNanos(),
            r -> Response.error(429, "TooManyRequests", "slower").with("Retry-After", "10"));
    platform = world.platform(folder.resolve("state"));
    return waited;
  }

  @Test
  void tenMinutesOfThrottlingDelayAStart() throws Exception {
    AtomicLong waited = throttle(0);
    assertThatThrownBy(this::start)
        .isInstanceOf(AdapterException.Transient.class)
        .hasMessageContaining("TooManyRequests");
    assertThat(platform.instances()).isEmpty();
    life.runs();
    assertThat(waited.get()).isGreaterThanOrEqualTo(TEN_MINUTES.toNanos());
    life.gone("after the throttling");
  }

  @Test
  void tenMinutesOfThrottlingTakeNothingAwayAndDelayAStop() throws Exception {
    life.runs();
    AtomicLong waited = throttle(TEN_MINUTES.toNanos());
    life.runs();
    waited.set(0);
    Await.until("half of it", waited::get, w -> w > TEN_MINUTES.toNanos() / 2);
    assertThat(platform.instances()).extracting(Instance::state).containsExactly(State.RUNNING);
    platform.apply(new PlatformChange.Stop(Life.ID, Duration.ZERO));
    assertThat(platform.instances()).extracting(Instance::state).containsExactly(State.STOPPING);
    assertThat(world.bill().workers()).isEqualTo(1);
    life.gone("after the throttling");
    assertThat(waited.get()).isGreaterThanOrEqualTo(TEN_MINUTES.toNanos());
  }

  /** A clock that was set back here: the cloud holds for old what looks good for another hour. */
  @Test
  void aClockThatIsOffCostsASignInAndNothingElse() throws Exception {
    life.runs();
    int before = world.cloud().signIn().given();
    world.cloud().signIn().revoke();
    Await.until("signed in again", world.cloud().signIn()::given, n -> n > before);
    assertThat(platform.instances()).extracting(Instance::state).containsExactly(State.RUNNING);
    world.cloud().signIn().revoke();
    life.gone("after the clock was off");
  }
}
