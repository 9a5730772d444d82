package dev.spillway.dns.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Endpoint;
import dev.spillway.dns.Foreign;
import dev.spillway.dns.answer.World;
import dev.spillway.dns.dnssec.KeyRing;
import dev.spillway.dns.dnssec.Phase;
import dev.spillway.dns.dnssec.Signing;
import dev.spillway.dns.dnssec.SigningKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A key's life as others see it. Their clocks cannot be moved, so the stage begins days ago: what
 * it signed then is valid today.
 */
class KeyRollTest {
  private static final Duration HOURS = Duration.ofHours(3);

  @TempDir Path folder = Path.of("");

  private Stage stage(int daysAgo) throws Exception {
    Instant begin = Instant.now().minus(Duration.ofDays(daysAgo));
    return new Stage(
        folder, true, List.of(new Endpoint("127.0.0.1", 1)), begin, settings -> settings);
  }

  private static void pass(Stage stage, Duration time, Phase then) throws Exception {
    stage.now = stage.now.plus(time);
    stage.keeper.look();
    assertThat(stage.ring().phase()).isEqualTo(then);
  }

  private static void tell(Stage stage, UnaryOperator<KeyRing> what, Phase then) throws Exception {
    stage.keys.change("example.com", ring -> ring.map(what));
    pass(stage, Duration.ofMinutes(1), then);
  }

  /** The whole zone is right for those who check every record of it. */
  private void assertWhole(Stage stage) throws Exception {
    Foreign.require("dnssec-verify");
    Foreign.require("ldns-verify-zone");
    List<String> records =
        stage
            .dig("example.com", "AXFR", "-y", "hmac-sha256:" + Stage.KEY + ":" + Stage.SECRET)
            .lines()
            .filter(l -> !l.startsWith(";") && !l.isBlank() && !l.contains("TSIG"))
            .toList();
    Path zone = folder.resolve("transferred.zone");
    Files.write(zone, records.subList(0, records.size() - 1));
    assertThat(Foreign.run(List.of("dnssec-verify", "-z", "-o", "example.com", zone.toString())))
        .contains("Zone fully signed");
    assertThat(Foreign.run(List.of("ldns-verify-zone", "-V", "3", zone.toString())))
        .contains("Zone is verified and complete");
  }

  private boolean isValid(Stage stage, SigningKey anchor, String name, String type)
      throws Exception {
    String key = Base64.getEncoder().encodeToString(anchor.point());
    Path anchors = folder.resolve("anchors.conf");
    Files.writeString(
        anchors, "trust-anchors { example.com. static-key 257 3 13 \"" + key + "\"; };\n");
    Foreign.require("delv");
    String said =
        Stage.ask(
            "delv",
            "127.0.0.1",
            stage.port(),
            name,
            type,
            "-a",
            anchors.toString(),
            "+root=example.com");
    return said.contains("fully validated");
  }

  private void assertTrusted(Stage stage, SigningKey anchor, boolean trusted) throws Exception {
    String phase = stage.ring().phase() + " by " + anchor;
    assertThat(isValid(stage, anchor, World.HOST, "A")).as(phase).isEqualTo(trusted);
    assertThat(isValid(stage, anchor, "none.example.com", "A")).as(phase).isEqualTo(trusted);
    assertThat(isValid(stage, anchor, "example.com", "DNSKEY")).as(phase).isEqualTo(trusted);
  }

  private static void assertAsksFor(Stage stage, Optional<SigningKey> key) throws Exception {
    String cds = stage.dig("example.com", "CDS", "+short", "+nosplit");
    String cdnskey = stage.dig("example.com", "CDNSKEY", "+short", "+nosplit");
    assertThat(cds).isEqualTo(key.map(k -> k.dsText(stage.image().apex()) + "\n").orElse(""));
    assertThat(cdnskey)
        .isEqualTo(
            key.map(k -> "257 3 13 " + Base64.getEncoder().encodeToString(k.point()) + "\n")
                .orElse(""));
  }

  @Test
  void aKeyIsExchangedWithoutAMomentInWhichAnybodyIsLost() throws Exception {
    try (Stage stage = stage(6)) {
      SigningKey old = stage.ring().key();
      assertThat(stage.ring().phase()).isEqualTo(Phase.STARTING);
      assertAsksFor(stage, Optional.empty());
      pass(stage, HOURS, Phase.AWAITING_DS);
      assertAsksFor(stage, Optional.of(old));
      tell(stage, ring -> ring.dsThere(stage.now), Phase.STEADY);
      assertTrusted(stage, old, true);

      tell(stage, ring -> ring.roll(stage.now), Phase.INTRODUCING);
      SigningKey next = stage.ring().next().orElseThrow();
      for (Phase phase : List.of(Phase.INTRODUCING, Phase.AWAITING_NEXT_DS, Phase.RETIRING)) {
        if (phase == Phase.AWAITING_NEXT_DS) {
          pass(stage, HOURS, phase);
        } else if (phase == Phase.RETIRING) {
          tell(stage, ring -> ring.dsThere(stage.now), phase);
        }
        assertAsksFor(stage, Optional.of(phase == Phase.INTRODUCING ? old : next));
        assertTrusted(stage, old, true);
        assertTrusted(stage, next, true);
        assertWhole(stage);
      }
      pass(stage, Duration.ofDays(2), Phase.STEADY);
      assertThat(stage.ring().key().tag()).isEqualTo(next.tag());
      assertTrusted(stage, old, false);
      assertTrusted(stage, next, true);
      assertAsksFor(stage, Optional.of(next));
      assertWhole(stage);
    }
  }

  @Test
  void leavingAsksForTheRemovalOfTheDsAndSignsUntilItIsForgotten() throws Exception {
    try (Stage stage = stage(6)) {
      SigningKey key = stage.ring().key();
      pass(stage, HOURS, Phase.AWAITING_DS);
      tell(stage, ring -> ring.dsThere(stage.now), Phase.STEADY);
      tell(stage, ring -> ring.leave(stage.now), Phase.LEAVING);
      // RFC 8078 section 4
      assertThat(stage.dig("example.com", "CDS", "+short")).isEqualTo("0 0 0 00\n");
      assertThat(stage.dig("example.com", "CDNSKEY", "+short")).isEqualTo("0 3 0 AA==\n");
      assertTrusted(stage, key, true);
      assertWhole(stage);
      tell(stage, ring -> ring.dsGone(stage.now), Phase.FADING);
      assertThat(stage.dig("example.com", "CDS", "+short")).isEqualTo("0 0 0 00\n");
      assertTrusted(stage, key, true);
      pass(stage, Duration.ofDays(2), Phase.UNSIGNED);
      assertThat(stage.dig(World.HOST, "A", "+dnssec")).doesNotContain("RRSIG");
      assertThat(stage.dig("example.com", "CDS", "+short")).isEmpty();
      assertThat(stage.dig("example.com", "DNSKEY", "+short")).isEmpty();
    }
  }

  @Test
  void signaturesAreMadeAnewLongBeforeTheyEnd() throws Exception {
    try (Stage stage = stage(12)) {
      Instant end = Signing.firstExpiry(stage.image());
      String serial = stage.serial();
      pass(stage, Duration.ofDays(7), Phase.AWAITING_DS);
      assertThat(Signing.firstExpiry(stage.image())).as("nothing is due").isEqualTo(end);

      pass(stage, Duration.ofDays(5), Phase.AWAITING_DS);
      assertThat(Signing.firstExpiry(stage.image()))
          .isAfter(stage.now.plus(Signing.RENEW))
          .isAfter(end);
      assertThat(stage.serial()).isNotEqualTo(serial);
      assertTrusted(stage, stage.ring().key(), true);
      assertWhole(stage);
    }
  }
}
