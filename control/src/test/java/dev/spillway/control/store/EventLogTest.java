package dev.spillway.control.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventLogTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  @TempDir Path folder;

  /** Who asks for what happened after the last number it was told must miss nothing. */
  @Test
  void listenersHearTheNumbersInTheirOrder() throws Exception {
    try (Store store = MvStore.open(folder.resolve("store.mv"))) {
      EventLog log = new EventLog(store);
      List<Long> heard = Collections.synchronizedList(new ArrayList<>());
      log.listen(event -> heard.add(event.seq()));
      List<Thread> writers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        writers.add(Thread.ofVirtual().start(() -> write(log)));
      }
      for (Thread writer : writers) {
        writer.join();
      }
      assertThat(heard).hasSize(800).isSorted();
    }
  }

  @Test
  void aClockThatIsAheadForAMomentTakesNothingAway() throws Exception {
    try (Store store = MvStore.open(folder.resolve("store.mv"))) {
      EventLog log = new EventLog(store);
      write(log);
      Instant ahead = NOON.plus(Duration.ofDays(400));
      EventLog restarted = new EventLog(store);
      restarted.note(ahead, "shop", Event.Kind.DECISION, "policy", "too early", null);
      assertThat(log.latest("shop", 500)).hasSize(101);
      for (int i = 0; i < 400; i++) {
        restarted.note(ahead, "shop", Event.Kind.DECISION, "policy", "it is so late", null);
      }
      assertThat(log.latest("shop", 500)).noneMatch(event -> event.at().equals(NOON));
    }
  }

  private static void write(EventLog log) {
    for (int i = 0; i < 100; i++) {
      log.note(NOON, "shop", Event.Kind.DECISION, "policy", "text", null);
    }
  }
}
