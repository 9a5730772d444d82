package dev.spillway.control.release;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.AdapterException;
import dev.spillway.core.Digest;
import dev.spillway.core.Release;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;

class StagingTest {
  private static final Release BAD = new Release(new Digest("b".repeat(64)), "shop.jar");
  private static final Release GOOD = new Release(new Digest("a".repeat(64)), "shop.jar");

  private final Deque<Runnable> begun = new ArrayDeque<>();
  private final Staging staging = new Staging(StagingTest::stage, (what, task) -> begun.add(task));

  private static void stage(String site, Release release) throws AdapterException {
    if (release.equals(BAD)) {
      throw new AdapterException.Invalid("it is not that release");
    }
  }

  @Test
  void whatAnAbortedDeploymentBeganSaysNothingOfTheNextOne() {
    assertThat(staging.outcome("hq", BAD)).isEmpty();
    staging.forget();
    assertThat(staging.outcome("hq", GOOD)).isEmpty();
    begun.remove().run();
    assertThat(staging.outcome("hq", GOOD)).isEmpty();
    begun.remove().run();
    assertThat(staging.outcome("hq", GOOD)).hasValue("");
  }
}
