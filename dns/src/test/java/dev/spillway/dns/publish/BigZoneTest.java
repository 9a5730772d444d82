package dev.spillway.dns.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Share;
import dev.spillway.core.SteeredHost.SiteAnswer;
import dev.spillway.dns.answer.World;
import dev.spillway.dns.dnssec.KeyRing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signing a zone of many records takes seconds; a share does not wait for it. */
class BigZoneTest {
  private static final int HOSTS = 8000;
  private static final String MANY = "$GENERATE 1-" + HOSTS + " host$ A 192.0.2.1\n";

  /** The usual change of a share, on a busy machine with one slow disk; signing takes seconds. */
  private static final Duration QUICK = Duration.ofMillis(250);

  @TempDir Path folder = Path.of("");

  /** Moves shares for as long as the keeper looks; none of them waits for the end of that. */
  private static void assertSharesMoveDuringALook(Stage stage) throws Exception {
    long begin = System.nanoTime();
    CompletableFuture<Void> look = CompletableFuture.runAsync(stage.keeper::look);
    List<Duration> took = new ArrayList<>();
    for (int i = 0; !look.isDone(); i++) {
      long from = System.nanoTime();
      stage.steer(World.shop((i % 1000 + 1) / 10_000.0));
      took.add(Duration.ofNanos(System.nanoTime() - from));
    }
    look.join();
    Duration whole = Duration.ofNanos(System.nanoTime() - begin);
    took.sort(null);
    assertThat(took).hasSizeGreaterThan(20);
    assertThat(took.get(took.size() / 2)).isLessThan(QUICK);
    assertThat(took.getLast()).as("of " + whole).isLessThan(whole.dividedBy(3));
  }

  @Test
  void sharesMoveWhileAZoneIsReadSignedAndRolled() throws Exception {
    try (Stage stage = new Stage(folder, true, List.of())) {
      Files.writeString(stage.file, Stage.CONTENT + MANY);
      assertSharesMoveDuringALook(stage);
      assertThat(stage.dig("host" + HOSTS + ".example.com", "A", "+dnssec"))
          .contains("192.0.2.1", "RRSIG");

      stage.keys.change("example.com", r -> r.map(ring -> ready(ring, stage)));
      stage.keeper.look();
      int old = stage.ring().key().tag();
      stage.now = stage.now.plus(Duration.ofHours(2));
      assertSharesMoveDuringALook(stage);
      assertThat(stage.dig("host1.example.com", "A", "+dnssec"))
          .contains("RRSIG")
          .doesNotContain(" " + old + " example.com.");
    }
  }

  private static KeyRing ready(KeyRing ring, Stage stage) {
    return ring.at(stage.now.plus(Duration.ofHours(2)), 3600).dsThere(stage.now).roll(stage.now);
  }

  @Test
  void anAddressThatChangesMeanwhileIsSignedBeforeAndAfter() throws Exception {
    SiteAnswer moved = new SiteAnswer("hq", Share.of(1), List.of("203.0.113.99"));
    try (Stage stage = new Stage(folder, true, List.of())) {
      Files.writeString(stage.file, Stage.CONTENT + MANY);
      CompletableFuture<Void> look = CompletableFuture.runAsync(stage.keeper::look);
      stage.steer(World.row(World.HOST, moved));
      boolean early = look.isDone();
      assertThat(stage.dig(World.HOST, "A", "+dnssec")).contains("203.0.113.99", "RRSIG");
      look.join();
      assertThat(early).isFalse();
      assertThat(stage.dig(World.HOST, "A", "+dnssec")).contains("203.0.113.99", "RRSIG");
      assertThat(stage.dig("host1.example.com", "A", "+dnssec")).contains("192.0.2.1", "RRSIG");
    }
  }
}
