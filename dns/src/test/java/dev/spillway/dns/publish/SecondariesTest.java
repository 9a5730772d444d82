package dev.spillway.dns.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Endpoint;
import dev.spillway.dns.Foreign;
import dev.spillway.dns.FreePort;
import dev.spillway.dns.answer.World;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** NSD, Knot and BIND copy a zone, signed with TSIG, and follow it by NOTIFY and IXFR. */
class SecondariesTest {
  @TempDir Path folder = Path.of("");

  private static String soa(int port) throws Exception {
    return Stage.ask(
        "dig", "127.0.0.1", port, "example.com", "SOA", "+short", "+tries=1", "+time=1");
  }

  private static void awaitSerial(int port, Foreign.Daemon peer, Stage stage) throws Exception {
    try {
      SignedAnswersTest.awaitTrue(() -> soa(port).contains(" " + stage.serial() + " "));
    } catch (AssertionError e) {
      throw new AssertionError(
          "serial " + stage.serial() + " wanted, SOA " + soa(port) + "; it said:\n" + peer.said(),
          e);
    }
  }

  @Test
  void threeSecondariesFollow() throws Exception {
    Foreign.require("nsd");
    Foreign.require("knotd");
    Foreign.require("named");
    List<Integer> ports = List.of(FreePort.take(), FreePort.take(), FreePort.take());
    List<Endpoint> at = ports.stream().map(p -> new Endpoint("127.0.0.1", p)).toList();
    try (Stage stage = new Stage(folder, true, at);
        var nsd = Secondaries.nsd(Files.createDirectory(folder.resolve("n")), ports.get(0), stage);
        var knot =
            Secondaries.knot(Files.createDirectory(folder.resolve("k")), ports.get(1), stage);
        var bind =
            Secondaries.bind(Files.createDirectory(folder.resolve("b")), ports.get(2), stage)) {
      List<Foreign.Daemon> peers = List.of(nsd, knot, bind);
      for (int i = 0; i < 3; i++) {
        int port = ports.get(i);
        awaitSerial(port, peers.get(i), stage);
        assertThat(Stage.ask("dig", "127.0.0.1", port, "shop.example.com", "A", "+short"))
            .as("the addresses of the site with the largest share")
            .isEqualTo(World.HOME_V4 + "\n");
      }
      assertThat(stage.given("axfr")).isGreaterThanOrEqualTo(3);
      long whole = stage.given("axfr");

      String before = stage.serial();
      stage.steer(World.shop(0.45));
      assertThat(stage.serial())
          .as("a share alone changes nothing for secondaries")
          .isEqualTo(before);
      stage.steer(World.shop(0.9));
      Files.writeString(stage.file, Stage.CONTENT + "late A 192.0.2.200\n");
      stage.keeper.look();
      assertThat(stage.serial()).isNotEqualTo(before);
      for (int i = 0; i < 3; i++) {
        int port = ports.get(i);
        awaitSerial(port, peers.get(i), stage);
        assertThat(Stage.ask("dig", "127.0.0.1", port, "shop.example.com", "A", "+short"))
            .isEqualTo(World.CLOUD_V4 + "\n");
        assertThat(Stage.ask("dig", "127.0.0.1", port, "late.example.com", "A", "+short"))
            .isEqualTo("192.0.2.200\n");
      }
      assertThat(stage.given("ixfr")).isGreaterThanOrEqualTo(3);
      assertThat(stage.given("axfr")).isEqualTo(whole);
    }
  }

  @Test
  void theTransferredZoneIsSignedThroughout() throws Exception {
    Foreign.require("dnssec-verify");
    Foreign.require("ldns-verify-zone");
    try (Stage stage = new Stage(folder, true, List.of(new Endpoint("127.0.0.1", 1)))) {
      String axfr =
          stage.dig("example.com", "AXFR", "-y", "hmac-sha256:" + Stage.KEY + ":" + Stage.SECRET);
      assertThat(axfr).contains("TSIG").contains("NOERROR").doesNotContain("Transfer failed");
      List<String> records =
          axfr.lines()
              .filter(l -> !l.startsWith(";") && !l.isBlank() && !l.contains("TSIG"))
              .toList();
      Path zone = folder.resolve("transferred.zone");
      Files.write(zone, records.subList(0, records.size() - 1));
      assertThat(Foreign.run(List.of("dnssec-verify", "-z", "-o", "example.com", zone.toString())))
          .contains("Zone fully signed");
      assertThat(Foreign.run(List.of("ldns-verify-zone", "-V", "3", zone.toString())))
          .contains("Zone is verified and complete");
    }
  }

  @Test
  void withoutTheKeyNothingIsGiven() throws Exception {
    try (Stage stage = new Stage(folder, false, List.of(new Endpoint("127.0.0.1", 1)))) {
      assertThat(stage.dig("example.com", "AXFR")).contains("Transfer failed");
      String wrong = "hmac-sha256:" + Stage.KEY + ":bm90IHRoZSBzZWNyZXQgdGhhdCBpcyBzaGFyZWQhISE=";
      assertThat(stage.dig("example.com", "AXFR", "-y", wrong)).contains("BADSIG");
      String other = "hmac-sha256:other.example.com:" + Stage.SECRET;
      assertThat(stage.dig("example.com", "AXFR", "-y", other)).contains("BADKEY");
      String right = "hmac-sha256:" + Stage.KEY + ":" + Stage.SECRET;
      assertThat(stage.dig("elsewhere.test", "AXFR", "-y", right)).contains("Transfer failed");
      assertThat(stage.dig("example.com", "IXFR=1", "-y", right))
          .contains("_acme-challenge.shop.example.com.")
          .contains("; XFR size");
      assertThat(stage.dig("example.com", "IXFR=" + stage.serial(), "-y", right))
          .contains("XFR size: 1 records");
    }
  }
}
