package dev.spillway.control.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.control.store.Store.Durability;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MvStoreTest {
  @TempDir Path folder;

  @Test
  void onlyTheExpectedVersionIsReplaced() throws Exception {
    try (Store store = MvStore.open(folder.resolve("store.mv"))) {
      assertThat(store.put("a", 0, "1", Durability.NOW)).hasValue(1);
      assertThat(store.put("a", 0, "2", Durability.NOW)).isEmpty();
      assertThat(store.put("a", 1, "2", Durability.GROUPED)).hasValue(2);
      assertThat(store.get("a")).hasValue(new Store.Entry(2, "2"));
    }
  }

  @Test
  void onlyItsOwnerMayReadTheFileOneOfBeforeToo() throws Exception {
    Path file = folder.resolve("store.mv");
    MvStore.open(file).close();
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    MvStore.open(file).close();
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void logsAreReadInOrderAndApart() throws Exception {
    try (Store store = MvStore.open(folder.resolve("store.mv"))) {
      for (long seq = 1; seq <= 12; seq++) {
        store.append(
            "events/" + (seq % 2 == 0 ? "even" : "odd"), seq, "n" + seq, Durability.GROUPED);
      }
      assertThat(store.after("events/even", 4, 2))
          .extracting(Store.Line::seq)
          .containsExactly(6L, 8L);
      assertThat(store.latest("events/odd", 2))
          .extracting(Store.Line::seq)
          .containsExactly(9L, 11L);
      store.trim("events/odd", 9);
      assertThat(store.after("events/odd", 0, 9)).hasSize(2);
      assertThat(store.highestSeq()).isEqualTo(12);
    }
  }

  @Test
  void anInterruptedCallerHarmsNobody() throws Exception {
    try (Store store = MvStore.open(folder.resolve("store.mv"))) {
      Thread.currentThread().interrupt();
      store.append("log", 1, "amid an interrupt", Durability.NOW).await();
      assertThat(Thread.interrupted()).isTrue();
      store.append("log", 2, "afterwards", Durability.NOW).await();
      assertThat(store.latest("log", 5)).hasSize(2);
      assertThat(store.trouble()).isEmpty();
    }
  }

  @Test
  void onlyTheNewestLinesOfALogAreKept() throws Exception {
    try (Store store = MvStore.open(folder.resolve("store.mv"))) {
      for (long seq = 1; seq <= 300; seq++) {
        store.append("events/" + (seq % 3), seq, "n" + seq, Durability.GROUPED);
      }
      store.keepNewest("events/1", 40);
      assertThat(store.after("events/1", 0, 500)).hasSize(40);
      assertThat(store.latest("events/1", 1).getFirst().seq()).isEqualTo(298);
      assertThat(store.after("events/0", 0, 500)).hasSize(100);
      assertThat(store.after("events/2", 0, 500)).hasSize(100);
      store.keepNewest("events/1", 40);
      store.keepNewest("events/none", 40);
      assertThat(store.after("events/1", 0, 500)).hasSize(40);
    }
  }

  @Test
  void aStoreInUseAndADamagedOneAreSaid() throws Exception {
    Path file = folder.resolve("store.mv");
    try (Store store = MvStore.open(file)) {
      store.put("a", 0, "1", Durability.NOW);
      assertThatThrownBy(() -> MvStore.open(file))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("in use by another controller");
    }
    byte[] bytes = Files.readAllBytes(file);
    java.util.Arrays.fill(bytes, (byte) 'x');
    Files.write(file, bytes);
    assertThatThrownBy(() -> MvStore.open(file))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("is damaged");
  }

  /**
   * A child process writes without pause and is killed; what it was told is written must be there.
   */
  @Test
  void whatWasWrittenNowSurvivesAKill() throws Exception {
    Path file = folder.resolve("store.mv");
    for (int round = 1; round <= 3; round++) {
      Process child =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Writer.class.getName(),
                  file.toString())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      long acknowledged = 0;
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
        for (int i = 0; i < 40; i++) {
          acknowledged = Long.parseLong(lines.readLine());
        }
      } finally {
        child.destroyForcibly();
      }
      assertThat(child.waitFor(10, TimeUnit.SECONDS)).isTrue();
      try (Store store = MvStore.open(file)) {
        long stored = store.get("n").map(Store.Entry::version).orElse(0L);
        assertThat(stored).isGreaterThanOrEqualTo(acknowledged);
        assertThat(store.latest("log", 1).getFirst().seq()).isGreaterThanOrEqualTo(acknowledged);
      }
    }
  }

  /** The child: says each number once it is written. */
  static final class Writer {
    public static void main(String[] args) throws Exception {
      Store store = MvStore.open(Path.of(args[0]));
      long n = store.get("n").map(Store.Entry::version).orElse(0L);
      while (n < 1_000_000) {
        store.append("log", n + 1, "line", Durability.GROUPED);
        n = store.put("n", n, "value", Durability.NOW).orElseThrow();
        System.out.println(n);
      }
    }
  }
}
