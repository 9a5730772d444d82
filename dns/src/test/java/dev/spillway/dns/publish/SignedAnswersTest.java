package dev.spillway.dns.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.dns.Foreign;
import dev.spillway.dns.FreePort;
import dev.spillway.dns.answer.World;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What delv, Unbound, BIND, ldns and dnssec-verify say of a signed zone. */
class SignedAnswersTest {
  private static final int TRIES = 300;

  @TempDir static Path folder = Path.of("");
  private static Stage stage;

  @BeforeAll
  static void start() throws Exception {
    stage = new Stage(folder, true, List.of());
    Files.writeString(folder.resolve("anchors.conf"), stage.anchors());
  }

  @AfterAll
  static void stop() {
    stage.close();
  }

  private static String delv(int port, String... arguments) throws Exception {
    List<String> all = new java.util.ArrayList<>(List.of(arguments));
    all.addAll(
        List.of(
            "-a", folder.resolve("anchors.conf").toString(), "+root=example.com", "+multiline"));
    return Stage.ask("delv", "127.0.0.1", port, all.toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource({
    "example.com,           SOA,    '; fully validated'",
    "example.com,           NS,     '; fully validated'",
    "example.com,           DNSKEY, '; fully validated'",
    "example.com,           MX,     '; fully validated'",
    "example.com,           CAA,    '; fully validated'",
    "shop.example.com,      A,      '; fully validated'",
    "shop.example.com,      AAAA,   '; fully validated'",
    "asuid.shop.example.com, TXT,   '; fully validated'",
    "www.example.com,       CNAME,  '; fully validated'",
    "x.wild.example.com,    A,      '; fully validated'",
    "secure.example.com,    DS,     '; fully validated'",
    "shop.example.com,      TXT,    '; negative response, fully validated'",
    "a.b.example.com,       TXT,    '; negative response, fully validated'",
    "x.wild.example.com,    AAAA,   '; negative response, fully validated'",
    "sub.example.com,       DS,     '; negative response, fully validated'",
    "none.example.com,      A,      '; negative response, fully validated'",
    "none.mail.example.com, A,      '; negative response, fully validated'",
    "zzz.example.com,       TXT,    '; negative response, fully validated'",
  })
  void delvValidates(String name, String type, String verdict) throws Exception {
    assertThat(delv(stage.port(), name, type)).contains(verdict);
  }

  @Test
  void eachSiteThatAHostIsAnsweredWithIsSigned() throws Exception {
    String all = "";
    for (int i = 0; i < 60; i++) {
      String answer = stage.dig("shop.example.com", "A", "+dnssec", "+subnet=10." + i + ".0.0/16");
      assertThat(answer).contains("RRSIG");
      all += answer;
    }
    assertThat(all).contains(World.HOME_V4).contains(World.CLOUD_V4);
    for (double share : new double[] {0, 1}) {
      stage.steer(World.shop(share));
      assertThat(delv(stage.port(), "shop.example.com", "A"))
          .contains("; fully validated")
          .contains(share == 0 ? World.HOME_V4 : World.CLOUD_V4);
    }
    stage.steer(World.shop(0.4));
  }

  @Test
  void unboundAndBindValidate() throws Exception {
    Foreign.require("unbound");
    Foreign.require("named");
    int unbound = FreePort.take();
    int named = FreePort.take();
    try (var one = Resolvers.unbound(Files.createDirectory(folder.resolve("u")), unbound, stage);
        var other = Resolvers.named(Files.createDirectory(folder.resolve("b")), named, stage)) {
      for (int port : new int[] {unbound, named}) {
        Resolvers.awaitAnswer(port);
        for (String ask : List.of("shop A", "mail A", "x.wild TXT", "asuid.shop TXT")) {
          String[] words = ask.split(" ");
          assertThat(
                  Stage.ask(
                      "dig", "127.0.0.1", port, words[0] + ".example.com", words[1], "+dnssec"))
              .as(one.said() + other.said())
              .contains("status: NOERROR")
              .containsPattern("flags: qr rd ra ad|flags: qr aa rd ra ad");
        }
        assertThat(Stage.ask("dig", "127.0.0.1", port, "none.example.com", "A", "+dnssec"))
            .contains("status: NXDOMAIN")
            .containsPattern("flags: [a-z ]* ad");
      }
    }
  }

  static void awaitTrue(java.util.concurrent.Callable<Boolean> what) throws Exception {
    for (int i = 0; i < TRIES; i++) {
      if (what.call()) {
        return;
      }
      Thread.sleep(100); // a foreign program's time, which no clock of ours moves
    }
    assertThat(false).as("not within " + TRIES / 10 + " s").isTrue();
  }
}
