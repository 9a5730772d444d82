package dev.spillway.dns.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Endpoint;
import dev.spillway.dns.FollowedTable;
import dev.spillway.dns.FreePort;
import dev.spillway.dns.SteeringTable;
import dev.spillway.dns.answer.World;
import dev.spillway.dns.dnssec.KeyFolder;
import dev.spillway.dns.zone.LiveZones;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The controller of a signed zone is killed when the signatures of a row's new addresses are out
 * and the row is not. A validating client asks those that stayed.
 */
class HalfWayTest {
  /** Longer than the second within which a follower looks without any event. */
  private static final int QUESTIONS = 20;

  @TempDir Path folder = Path.of("");

  private static Answering answering(LiveZones zones, SteeringTable table) throws Exception {
    return Answering.start(
        List.of(World.ZONE),
        zones,
        table,
        List.of(new Endpoint("127.0.0.1", FreePort.take())),
        List.of());
  }

  private String valid(Answering server) throws Exception {
    String key =
        Base64.getEncoder()
            .encodeToString(
                new KeyFolder(folder.resolve("c/keys"))
                    .read("example.com")
                    .orElseThrow()
                    .key()
                    .point());
    Path anchors = folder.resolve("anchors.conf");
    Files.writeString(
        anchors, "trust-anchors { example.com. static-key 257 3 13 \"" + key + "\"; };\n");
    int port = server.server().addresses().getFirst().getPort();
    String[] asked = {World.HOST, "A", "-a", anchors.toString(), "+root=example.com"};
    String said = Stage.ask("delv", "127.0.0.1", port, asked);
    assertThat(said).contains("; fully validated");
    return said;
  }

  private void assertOld(Answering server) throws Exception {
    assertThat(valid(server)).containsPattern(World.HOME_V4 + "|" + World.CLOUD_V4);
  }

  @Test
  void aFollowerOfTheFolderKeepsRowAndSignaturesTogether() throws Exception {
    Files.createDirectory(folder.resolve("c"));
    Path dns = folder.resolve("c/dns");
    try (ChildController child =
            new ChildController(folder.resolve("c"), folder, "disk", FreePort.take());
        FollowedTable followed = FollowedTable.open(dns);
        Answering server = answering(followed.zones(), followed.table())) {
      followed.whenRebuilt(server::rebuild);
      assertOld(server);
      child.killHalfWay();
      for (int i = 0; i < QUESTIONS; i++) {
        assertOld(server);
      }
    }
    try (FollowedTable followed = FollowedTable.open(dns);
        Answering server = answering(followed.zones(), followed.table())) {
      assertOld(server);
      try (Stage next = new Stage(folder.resolve("c"), true, List.of())) {
        followed.whenRebuilt(server::rebuild);
        next.steer(ChildController.MOVED);
        SignedAnswersTest.awaitTrue(() -> followed.table().hosts().equals(next.table.hosts()));
        assertThat(valid(server)).contains(ChildController.NEW_ADDRESS);
      }
    }
  }

  @Test
  void aNodeKeepsRowAndSignaturesTogether() throws Exception {
    Files.createDirectory(folder.resolve("c"));
    TestIdentity identity = new TestIdentity(folder);
    int port = FreePort.take();
    List<Endpoint> at = List.of(new Endpoint("127.0.0.1", port));
    try (ChildController child = new ChildController(folder.resolve("c"), folder, "feed", port);
        FeedClient node = FeedClient.start(at, identity.node, folder.resolve("n"));
        Answering server = answering(node.zones(), node.table())) {
      node.whenRebuilt(server::rebuild);
      SignedAnswersTest.awaitTrue(node::connected);
      server.rebuild();
      assertOld(server);
      child.killHalfWay();
      SignedAnswersTest.awaitTrue(() -> !node.connected());
      assertOld(server);
    }
    try (FeedClient node = FeedClient.start(at, identity.node, folder.resolve("n"));
        Answering server = answering(node.zones(), node.table())) {
      assertOld(server);
    }
  }
}
