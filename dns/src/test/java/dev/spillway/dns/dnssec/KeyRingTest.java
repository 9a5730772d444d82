package dev.spillway.dns.dnssec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A key's life, with time that the test makes pass. */
class KeyRingTest {
  private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");
  private static final int LONGEST = 7200;

  /** What is published at a moment. */
  private record World(
      Set<Integer> keys, Set<Integer> keySigners, int dataSigner, Optional<Integer> ds) {}

  private static World world(KeyRing ring, Optional<Integer> ds) {
    Set<Integer> keys = new HashSet<>(ring.shown().stream().map(SigningKey::tag).toList());
    return new World(keys, keys, ring.signer().tag(), ds);
  }

  @Test
  void aRollNeverLeavesACacheWithoutAWay() {
    Duration step = Duration.ofMinutes(10);
    List<World> history = new ArrayList<>();
    KeyRing ring = new KeyRing(Phase.STEADY, START, SigningKey.make(START), Optional.empty());
    int old = ring.key().tag();
    Optional<Integer> ds = Optional.of(old);
    for (int i = 0; i < 60; i++) {
      history.add(world(ring, ds));
    }
    Instant now = START;
    ring = ring.roll(now);
    Set<Phase> seen = new HashSet<>();
    Instant asked = Instant.MAX;
    for (int i = 0; i < 1000 && ring.phase() != Phase.STEADY; i++) {
      now = now.plus(step);
      ring = ring.at(now, LONGEST);
      seen.add(ring.phase());
      if (ring.phase() == Phase.AWAITING_NEXT_DS) {
        asked = asked.equals(Instant.MAX) ? now : asked;
        if (now.isAfter(asked.plus(Duration.ofHours(5)))) { // the parent takes its time
          ds = ring.anchor().map(SigningKey::tag);
          ring = ring.dsThere(now);
        }
      }
      history.add(world(ring, ds));
    }
    assertThat(seen)
        .containsExactlyInAnyOrder(
            Phase.INTRODUCING, Phase.AWAITING_NEXT_DS, Phase.RETIRING, Phase.STEADY);
    assertThat(ring.key().tag()).isNotEqualTo(old);
    for (int i = 0; i < 300; i++) {
      history.add(world(ring, ds));
    }
    // caches: DNSKEY and data up to their TTLs old, DS up to a day
    int keyAge = KeyRing.KEY_TTL_SECONDS / 600;
    int dataAge = LONGEST / 600;
    int dsAge = 24 * 6;
    for (int at = 0; at < history.size(); at++) {
      for (int k = Math.max(0, at - keyAge); k <= at; k++) {
        World keys = history.get(k);
        for (int d = Math.max(0, at - dsAge); d <= at; d++) {
          int anchor = history.get(d).ds().orElseThrow();
          if (!keys.keySigners().contains(anchor)) {
            fail("step " + at + ": no cached DNSKEY for the cached DS " + anchor);
          }
        }
        for (int r = Math.max(0, at - dataAge); r <= at; r++) {
          if (!keys.keys().contains(history.get(r).dataSigner())) {
            fail("step " + at + ": no cached DNSKEY for cached data");
          }
        }
      }
    }
  }

  @Test
  void aNewZoneAsksForItsDsOnlyWhenUnsignedAnswersAreGone() {
    KeyRing ring = KeyRing.start(START);
    assertThat(ring.anchor()).isEmpty();
    assertThat(ring.at(START.plusSeconds(LONGEST), LONGEST).phase()).isEqualTo(Phase.STARTING);
    KeyRing later = ring.at(START.plusSeconds(LONGEST).plus(KeyRing.SPREAD), LONGEST);
    assertThat(later.phase()).isEqualTo(Phase.AWAITING_DS);
    assertThat(later.anchor()).contains(ring.key());
    assertThat(later.dsThere(START).phase()).isEqualTo(Phase.STEADY);
  }

  @Test
  void leavingKeepsSignaturesUntilTheDsIsForgotten() {
    KeyRing steady = new KeyRing(Phase.STEADY, START, SigningKey.make(START), Optional.empty());
    KeyRing leaving = steady.leave(START);
    assertThat(leaving.asksForRemoval()).isTrue();
    assertThat(leaving.at(START.plus(Duration.ofDays(99)), LONGEST).signs()).isTrue();
    KeyRing fading = leaving.dsGone(START);
    assertThat(fading.at(START.plus(Duration.ofHours(47)), LONGEST).signs()).isTrue();
    assertThat(fading.at(START.plus(Duration.ofHours(48)), LONGEST).signs()).isFalse();
  }

  @Test
  void whatDoesNotFitThePhaseIsRefusedWithThePhase() {
    KeyRing ring = KeyRing.start(START);
    assertThatThrownBy(() -> ring.roll(START)).hasMessageContaining("starting");
    assertThatThrownBy(() -> ring.dsThere(START)).hasMessageContaining("starting");
    assertThatThrownBy(() -> ring.dsGone(START)).hasMessageContaining("starting");
  }

  @Test
  void keysAreKeptForTheirOwnerOnlyAndComeBackTheSame(@TempDir Path folder) throws Exception {
    KeyFolder keys = new KeyFolder(folder.resolve("zones"));
    KeyRing made =
        new KeyRing(Phase.STEADY, START, SigningKey.make(START), Optional.empty()).roll(START);
    keys.change("example.com", none -> Optional.of(made));
    Path file = keys.file("example.com");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    KeyRing read = keys.read("example.com").orElseThrow();
    assertThat(KeyText.write(read)).isEqualTo(KeyText.write(made));
    assertThat(read.toString()).doesNotContain("private").contains("key " + made.key().tag());

    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertThatThrownBy(() -> keys.read("example.com")).hasMessageContaining("chmod 600");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    Files.writeString(file, Files.readString(file).replace("phase introducing", "phase odd"));
    assertThatThrownBy(() -> keys.read("example.com"))
        .hasMessageContaining("phase")
        .hasMessageContaining("restore the file");
  }
}
