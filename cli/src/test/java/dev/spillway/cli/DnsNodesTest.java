package dev.spillway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Endpoint;
import dev.spillway.core.Share;
import dev.spillway.core.SteeredHost;
import dev.spillway.core.Zone;
import dev.spillway.dns.ServerSecrets;
import dev.spillway.dns.SteeringTable;
import dev.spillway.dns.dnssec.KeyFolder;
import dev.spillway.dns.publish.FeedClient;
import dev.spillway.dns.publish.FeedServer;
import dev.spillway.dns.publish.ZoneKeeper;
import dev.spillway.link.Keys;
import dev.spillway.link.PeerRole;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes and controllers know one another by the keys that 'spillway init' makes. */
class DnsNodesTest {
  private static final int TRIES = 100;

  @TempDir Path folder;

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  void aNodeIsLetInByItsRoleAndAnAgentIsNot() throws Exception {
    Path keys = folder.resolve("keys");
    Keys.init(keys);
    Files.delete(keys.resolve("node.pem"));
    assertThat(Keys.complete(keys)).containsExactly(keys.resolve("node.pem"));

    Zone zone =
        new Zone(
            "example.com",
            List.of(new Zone.NameServer("ns.elsewhere.test", List.of())),
            "hm.example.com");
    SteeringTable table = SteeringTable.open(folder.resolve("dns"));
    SteeredHost.SiteAnswer hq = new SteeredHost.SiteAnswer("hq", Share.of(1), List.of("192.0.2.1"));
    SteeredHost row = new SteeredHost("shop.example.com", Duration.ofSeconds(20), List.of(hq));
    table.apply(row);
    Endpoint at = new Endpoint("127.0.0.1", freePort());
    try (ZoneKeeper keeper =
            ZoneKeeper.open(
                List.of(zone),
                List.of(),
                table,
                folder.resolve("dns"),
                new KeyFolder(folder.resolve("zone-keys")),
                InstantSource.system());
        FeedServer feed =
            FeedServer.start(
                at,
                Keys.load(keys, PeerRole.CONTROLLER).context(),
                table,
                keeper,
                ServerSecrets.make());
        FeedClient agent =
            FeedClient.start(
                List.of(at), Keys.load(keys, PeerRole.AGENT).context(), folder.resolve("a"));
        FeedClient node =
            FeedClient.start(
                List.of(at), Keys.load(keys, PeerRole.NODE).context(), folder.resolve("n"))) {
      for (int i = 0; i < TRIES && node.table().version() == 0; i++) {
        Thread.sleep(50); // two other threads and a network between them
      }
      assertThat(node.table().hosts()).containsExactly(row);
      assertThat(feed.nodes()).hasSize(1);
      assertThat(agent.connected()).isFalse();
      assertThat(agent.table().hosts()).isEmpty();
    }
  }
}
