package dev.spillway.dns.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Share;
import dev.spillway.core.SteeredHost.SiteAnswer;
import dev.spillway.core.Zone;
import dev.spillway.dns.DnsSettings;
import dev.spillway.dns.Foreign;
import dev.spillway.dns.FreePort;
import dev.spillway.dns.SteeringTable;
import dev.spillway.dns.answer.World;
import dev.spillway.dns.dnssec.KeyFolder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A zone of its own for one host, so that nothing else is delegated: dig and delv ask it. */
class ApexHostTest {
  private static final String NAME = "shop.test";

  @TempDir Path folder = Path.of("");

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theHostMayBeTheZoneItself(boolean signed) throws Exception {
    Zone zone =
        new Zone(
            NAME,
            List.of(new Zone.NameServer("ns1." + NAME, List.of("192.0.2.1"))),
            "hostmaster." + NAME,
            new Zone.Content(List.of(NAME + ". 300 TXT \"asuid\""), Optional.empty()),
            signed,
            List.of());
    SteeringTable table = SteeringTable.open(folder.resolve("dns"));
    table.apply(
        World.row(NAME, new SiteAnswer("hq", Share.of(1), List.of(World.HOME_V4, World.HOME_V6))));
    KeyFolder keys = new KeyFolder(folder.resolve("keys"));
    int port = FreePort.take();
    var at = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    try (ZoneKeeper keeper =
            ZoneKeeper.openIdle(
                List.of(zone),
                List.of(),
                table,
                folder.resolve("dns"),
                keys,
                InstantSource.system());
        Answering server =
            Answering.start(
                List.of(zone), keeper.live(), table, DnsSettings.of(List.of(at)), List.of())) {
      assertThat(server.server().addresses()).hasSize(1);
      assertThat(ask(port, NAME, "A", "+short")).isEqualTo(World.HOME_V4 + "\n");
      assertThat(ask(port, NAME, "AAAA", "+short")).isEqualTo(World.HOME_V6 + "\n");
      assertThat(ask(port, NAME, "NS", "+short")).isEqualTo("ns1." + NAME + ".\n");
      assertThat(ask(port, NAME, "SOA", "+short")).startsWith("ns1." + NAME);
      assertThat(ask(port, NAME, "TXT", "+short")).isEqualTo("\"asuid\"\n");
      assertThat(ask(port, NAME, "MX")).contains("NOERROR").contains("ANSWER: 0").contains("SOA");
      assertThat(ask(port, "no." + NAME, "A")).contains("NXDOMAIN").contains("SOA");
      if (signed) {
        String key =
            Base64.getEncoder().encodeToString(keys.read(NAME).orElseThrow().key().point());
        Path anchors = folder.resolve("anchors.conf");
        Files.writeString(
            anchors, "trust-anchors { " + NAME + ". static-key 257 3 13 \"" + key + "\"; };\n");
        for (String type : List.of("A", "AAAA", "NS", "SOA", "TXT")) {
          assertThat(delv(port, anchors, NAME, type)).contains("; fully validated");
        }
        for (String name : List.of(NAME, "no." + NAME)) {
          assertThat(delv(port, anchors, name, "MX"))
              .contains("negative response, fully validated");
        }
      }
    }
  }

  private static String ask(int port, String... arguments) throws Exception {
    return Stage.ask("dig", "127.0.0.1", port, arguments);
  }

  private static String delv(int port, Path anchors, String name, String type) throws Exception {
    Foreign.require("delv");
    return Stage.ask(
        "delv", "127.0.0.1", port, name, type, "-a", anchors.toString(), "+root=" + NAME);
  }
}
