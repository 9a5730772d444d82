package dev.spillway.dns.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Endpoint;
import dev.spillway.dns.FreePort;
import dev.spillway.dns.Rows;
import dev.spillway.dns.answer.Rrset;
import dev.spillway.dns.answer.World;
import dev.spillway.dns.zone.ZoneBody;
import dev.spillway.dns.zone.ZoneImage;
import java.io.DataOutputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Type;

/** What must not stay wrong: another content at one version, and what nobody thought of. */
class FeedFaultsTest extends FeedCase {
  @Test
  void aNodeThatDiffersAtTheSameVersionGetsAllAnewAndSavesIt() throws Exception {
    try (FeedServer feed = feed(FreePort.take());
        FeedClient node = node("one", feed)) {
      awaitEqual(feed, 1);
      node.table().persist();
      node.table().replace(World.shop(0.9), stage.table.version());
      node.table().persist();
      assertThat(node.table().hosts()).isNotEqualTo(stage.table.hosts());
      awaitCounted(feed, "equal", 0);
      SignedAnswersTest.awaitTrue(() -> node.table().hosts().equals(stage.table.hosts()));
      awaitEqual(feed, 1);
      node.table().persist();
    }
    try (FeedClient alone = node("one")) {
      assertThat(alone.table().hosts()).isEqualTo(stage.table.hosts());
    }
  }

  /** An image that no program of ours makes: its SOA is too short to hold a serial. */
  private static Update broken() {
    byte[] apex = {4, 't', 'e', 's', 't', 0};
    Rrset soa = new Rrset(apex, Type.SOA, 60, List.of(new byte[] {1}));
    ZoneImage image =
        new ZoneImage(soa, new ZoneBody(apex, List.of(), List.of(), List.of()), false);
    return new Update(Rows.NONE, true, List.of(image), true);
  }

  @Test
  void aMistakeInWhatTheControllerSaysEndsOneConnectionAndNotTheNode() throws Exception {
    Rows rows = new Rows(7, new TreeMap<>(Map.of(World.HOST, World.shop(0.3))));
    Update good = new Update(rows, true, stage.keeper.live().images(), true);
    try (SSLServerSocket controller =
        (SSLServerSocket) identity.controller.getServerSocketFactory().createServerSocket(0)) {
      controller.setNeedClientAuth(true);
      controller.setSoTimeout(20_000);
      try (FeedClient node =
          FeedClient.start(
              List.of(new Endpoint("127.0.0.1", controller.getLocalPort())),
              identity.node,
              folder.resolve("n"))) {
        for (Update said :
            List.of(broken(), new Update(Rows.NONE, false, List.of(), false), good)) {
          SSLSocket taken = (SSLSocket) controller.accept();
          taken.setSoTimeout(20_000);
          DataOutputStream out = new DataOutputStream(taken.getOutputStream());
          Frames.write(Frames.of(Frames.UPDATE, said.bytes()), out);
          out.flush();
          if (said == good) {
            SignedAnswersTest.awaitTrue(() -> node.table().version() == 7);
            assertThat(node.connected()).isTrue();
          }
          taken.close();
        }
        node.table().persist();
        assertThat(node.table().hosts()).containsExactly(World.shop(0.3));
      }
    }
  }
}
