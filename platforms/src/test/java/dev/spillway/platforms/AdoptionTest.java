package dev.spillway.platforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.core.AdapterException;
import dev.spillway.core.Instance;
import dev.spillway.core.Instance.State;
import dev.spillway.core.PlatformChange;
import dev.spillway.core.Release;
import dev.spillway.core.Ticker;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A controller is killed without warning; the next one takes over what it started. */
class AdoptionTest {
  @TempDir Path folder;
  private Path state;
  private Process controller;
  private LocalPlatform next;
  private Release release;

  @BeforeEach
  void controllerWithTwoInstances() throws Exception {
    state = folder.resolve("state");
    Path jar = TestJar.build(folder.resolve("build"), "adopted");
    release = TestJar.release(jar);
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                ControllerProcess.class.getName()));
    command.addAll(List.of(state.toString(), jar.toString(), "18080", "a-1", "a-2"));
    controller = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader out = controller.inputReader();
    assertThat(out.readLine()).isEqualTo("ready");
    next =
        new LocalPlatform(
            ControllerProcess.spec(18080), Contexts.of(state, List.of()), Ticker.system());
  }

  @AfterEach
  void endAll() throws Exception {
    controller.destroyForcibly().waitFor();
    for (Instance one : next.instances()) {
      next.apply(new PlatformChange.Stop(one.id(), Duration.ZERO));
    }
    Await.until("all gone", next::instances, List::isEmpty);
    assertThat(next.leftovers()).isEmpty();
    next.close();
  }

  @Test
  void whileTheFirstLivesASecondIsRefusedAndAfterItsDeathItAdopts() throws Exception {
    assertThatThrownBy(next::instances)
        .isInstanceOf(AdapterException.Invalid.class)
        .hasMessageContaining("process " + controller.pid());
    controller.destroyForcibly().waitFor();
    List<Instance> adopted = next.instances();
    assertThat(adopted).extracting(Instance::id).containsExactly("a-1", "a-2");
    assertThat(adopted).extracting(Instance::state).containsOnly(State.RUNNING);
    assertThat(adopted).extracting(Instance::digest).containsOnly(release.digest());
    next.apply(new PlatformChange.Stop("a-1", Duration.ofSeconds(5)));
    Await.until("one left", next::instances, all -> all.size() == 1);
  }

  @Test
  void aStartWhosePidWasNotYetNotedIsFoundByItsMarks() throws Exception {
    controller.destroyForcibly().waitFor();
    String pid = IntentFiles.read(state, "a-1").getProperty("pid");
    IntentFiles.forgetPid(state, "a-1");
    assertThat(next.instances()).extracting(Instance::state).containsOnly(State.RUNNING);
    assertThat(IntentFiles.read(state, "a-1").getProperty("pid")).isEqualTo(pid);
  }

  @Test
  void aStartThatNeverHappenedIsListedAsFailed() throws Exception {
    controller.destroyForcibly().waitFor();
    ProcessHandle.of(Long.parseLong(IntentFiles.read(state, "a-1").getProperty("pid")))
        .orElseThrow()
        .destroyForcibly();
    IntentFiles.forgetPid(state, "a-1");
    Instance lost =
        Await.until("failed", next::instances, all -> all.getFirst().state() == State.FAILED)
            .getFirst();
    assertThat(lost.detail()).startsWith("never ran: its start was interrupted");
  }

  @Test
  void whatNoIntentKnowsIsEnded() throws Exception {
    controller.destroyForcibly().waitFor();
    Files.delete(IntentFiles.file(state, "a-2"));
    assertThat(next.instances()).extracting(Instance::id).containsExactly("a-1");
    Await.until("only a-1 left", next::leftovers, all -> all.size() == 1);
  }

  @Test
  void aStopThatWasAskedForBeforeTheDeathIsCarriedOut() throws Exception {
    controller.destroyForcibly().waitFor();
    var properties = IntentFiles.read(state, "a-1");
    properties.setProperty("grace", "PT5S");
    try (var out = Files.newBufferedWriter(IntentFiles.file(state, "a-1"))) {
      properties.store(out, null);
    }
    assertThat(next.instances().getFirst().state()).isEqualTo(State.STOPPING);
    Await.until("one left", next::instances, all -> all.size() == 1);
  }

  @Test
  void aDamagedIntentIsNamedAndNothingIsEnded() throws Exception {
    controller.destroyForcibly().waitFor();
    Path file = IntentFiles.file(state, "a-1");
    String good = Files.readString(file);
    Files.writeString(file, "half");
    assertThatThrownBy(next::instances)
        .isInstanceOf(AdapterException.Invalid.class)
        .hasMessageContaining(file + " is damaged");
    Files.writeString(file, good);
    assertThat(next.instances()).extracting(Instance::state).containsOnly(State.RUNNING);
  }
}
