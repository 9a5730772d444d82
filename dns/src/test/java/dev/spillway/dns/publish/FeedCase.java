package dev.spillway.dns.publish;

import dev.spillway.core.Endpoint;
import dev.spillway.dns.ServerSecrets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A controller's stage, and nodes that follow it over mutual TLS. */
abstract class FeedCase {
  static final ServerSecrets SECRETS = new ServerSecrets(5, 6, 7);

  @TempDir static Path shared = Path.of("");
  static TestIdentity identity;
  @TempDir Path folder = Path.of("");
  Stage stage;

  @BeforeAll
  static void certificates() throws Exception {
    identity = new TestIdentity(shared);
  }

  @BeforeEach
  void start() throws Exception {
    stage = new Stage(Files.createDirectory(folder.resolve("controller")), true, List.of());
  }

  @AfterEach
  void stop() {
    stage.close();
  }

  FeedServer feed(int port) throws Exception {
    return FeedServer.start(
        new Endpoint("127.0.0.1", port), identity.controller, stage.table, stage.keeper, SECRETS);
  }

  FeedClient node(String name, FeedServer... feeds) throws Exception {
    List<Endpoint> at = new ArrayList<>();
    for (FeedServer feed : feeds) {
      at.add(new Endpoint("127.0.0.1", feed.port()));
    }
    at = at.isEmpty() ? List.of(new Endpoint("127.0.0.1", 1)) : at;
    return FeedClient.start(at, identity.node, folder.resolve(name));
  }

  /** So many nodes are connected, and all have confirmed what the controller answers by then. */
  void awaitEqual(FeedServer feed, int nodes) throws Exception {
    awaitCounted(feed, "equal", nodes);
    awaitCounted(feed, "connected", nodes);
  }

  /** Awaited and not looked at once: a node confirms each second, and may be cut off between. */
  void awaitCounted(FeedServer feed, String state, int nodes) throws Exception {
    String key = "spillway_dns_nodes{state=\"" + state + "\"}";
    SignedAnswersTest.awaitTrue(() -> Stage.figure(feed.counts(), key) == nodes);
  }
}
