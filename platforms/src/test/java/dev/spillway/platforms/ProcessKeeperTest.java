package dev.spillway.platforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.core.AdapterException;
import dev.spillway.core.Ticker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.AbstractList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessKeeperTest {
  @TempDir Path folder;
  private Marks marks;
  private ProcessKeeper keeper;

  @BeforeEach
  void make() {
    marks = new Marks("keeper-test", "shop", "hq", "instance", folder.toAbsolutePath());
    keeper = new ProcessKeeper(folder, marks, Ticker.system());
  }

  @AfterEach
  void endAll() throws Exception {
    for (ProcessKeeper.Seen one : keeper.look()) {
      keeper.stop(one.kept().id(), Duration.ZERO);
    }
    Await.until("all gone", keeper::look, List::isEmpty);
    assertThat(marks.find()).isEmpty();
    keeper.close();
  }

  private Path intent(String suffix) {
    return folder.resolve("instances/a" + suffix);
  }

  private Launch sleeping(List<String> prefix) {
    return new Launch(
        List.of("/bin/sleep", "600"),
        marks.environment("a"),
        folder,
        new Launch.Surroundings(prefix));
  }

  private Optional<Long> start(Launch launch) throws AdapterException {
    return keeper.start("a", "", "127.0.0.1", 18080, Instant.now(), launch);
  }

  /** The words before the command; as they are read, the disk becomes unwritable. */
  private List<String> prefixThatSpoilsTheDisk() {
    return new AbstractList<>() {
      @Override
      public String get(int index) {
        try {
          Files.createDirectories(intent(".part"));
          return "/usr/bin/setsid";
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }

      @Override
      public int size() {
        return 1;
      }
    };
  }

  @Test
  void aProcessWhosePidCouldNotBeSavedIsNotStartedTwice() throws Exception {
    assertThatThrownBy(() -> start(sleeping(prefixThatSpoilsTheDisk())))
        .isInstanceOf(AdapterException.Transient.class);
    Files.delete(intent(".part"));
    assertThat(start(sleeping(List.of("/usr/bin/setsid")))).isEmpty();
    assertThat(keeper.look()).singleElement().matches(ProcessKeeper.Seen::alive);
    assertThat(marks.find()).hasSize(1);
  }

  @Test
  void aPidOfAnotherBootIsNobodyOfOurs() throws Exception {
    start(sleeping(List.of("/usr/bin/setsid")));
    keeper.close();
    long stranger = ProcessHandle.current().pid();
    Kept before =
        Kept.intent("a", "", "127.0.0.1", 18080, Instant.now(), "another boot")
            .started(stranger, Proc.stat(stranger).orElseThrow().startTicks());
    try (var out = Files.newBufferedWriter(intent(".properties"))) {
      before.write().store(out, null);
    }
    ProcessKeeper.Seen seen = keeper.look().getFirst();
    assertThat(seen.alive()).isFalse();
    assertThat(seen.ended()).isEqualTo("ended with a restart of the machine");
  }

  @Test
  void anEnvironmentThatCannotBeIsRefusedWithoutItsValue() {
    Launch launch =
        new Launch(
            List.of("/bin/true"),
            Map.of("PASSWORD", "secret\0"),
            folder,
            new Launch.Surroundings(List.of()));
    assertThatThrownBy(() -> start(launch))
        .isInstanceOf(AdapterException.Invalid.class)
        .hasMessageContaining("PASSWORD")
        .hasMessageNotContaining("secret")
        .hasNoCause();
  }

  @Test
  void ofTheLogsOfGoneProcessesOnlyTheNewestStay() throws Exception {
    Logs logs = new Logs(folder.resolve("old"));
    for (int i = 0; i < Logs.OLD_LOGS + 5; i++) {
      Files.setLastModifiedTime(logs.open("i-" + i), FileTime.fromMillis(1000L * i));
    }
    Files.createFile(folder.resolve("old/i-0.log.1"));
    logs.forgetOld(Set.of("i-1"));
    try (var left = Files.list(folder.resolve("old"))) {
      assertThat(left.map(f -> f.getFileName().toString()))
          .hasSize(Logs.OLD_LOGS + 1)
          .contains("i-1.log", "i-5.log")
          .doesNotContain("i-0.log", "i-0.log.1", "i-4.log");
    }
  }

  @Test
  void aLogIsBoundedAlsoWhereItsOldPartCannotBeKept() throws Exception {
    Logs logs = new Logs(folder.resolve("old"));
    Path file = logs.open("a");
    Files.writeString(file, "x".repeat(5 * Logs.KEPT));
    Files.createDirectory(folder.resolve("old/a.log.part"));
    logs.bound("a");
    assertThat(file).isEmptyFile();
  }

  @Test
  void aFolderThatCannotBeRemovedHidesNoInstance() throws Exception {
    WorkFolders work = new WorkFolders(folder.resolve("work"), "");
    Path outside = Files.writeString(folder.resolve("outside"), "stays");
    Path gone = work.make("gone");
    Files.createSymbolicLink(gone.resolve("link"), outside);
    work.make("stays");
    work.keep(Set.of("stays"));
    assertThat(gone).doesNotExist();
    assertThat(folder.resolve("work/stays")).exists();
    assertThat(outside).exists();
  }
}
