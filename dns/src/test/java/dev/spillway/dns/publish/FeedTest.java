package dev.spillway.dns.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.core.Endpoint;
import dev.spillway.core.Share;
import dev.spillway.core.SteeredHost.SiteAnswer;
import dev.spillway.dns.FreePort;
import dev.spillway.dns.Rows;
import dev.spillway.dns.answer.World;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

/** Nodes that follow a controller over mutual TLS. */
class FeedTest extends FeedCase {
  private static Answering answering(FeedClient node) throws Exception {
    Answering answering =
        Answering.start(
            List.of(),
            node.zones(),
            node.table(),
            List.of(new Endpoint("127.0.0.1", FreePort.take())),
            List.of());
    node.whenRebuilt(answering::rebuild);
    answering.rebuild();
    return answering;
  }

  private static String ask(Answering node, String... arguments) throws Exception {
    int port = node.server().addresses().getFirst().getPort();
    return Stage.ask("dig", "127.0.0.1", port, arguments);
  }

  @Test
  void threeNodesAnswerAlikeWithoutAnyKey() throws Exception {
    try (FeedServer feed = feed(FreePort.take());
        FeedClient one = node("one", feed);
        FeedClient two = node("two", feed);
        FeedClient three = node("three", feed);
        Answering answers = answering(three)) {
      awaitEqual(feed, 3);
      stage.steer(World.shop(1));
      awaitEqual(feed, 3);
      assertThat(one.table().hosts()).isEqualTo(stage.table.hosts());
      assertThat(two.table().hosts()).isEqualTo(stage.table.hosts());
      assertThat(ask(answers, "shop.example.com", "A", "+short")).isEqualTo(World.CLOUD_V4 + "\n");

      // an address that was never answered before comes with its signature
      SiteAnswer site = new SiteAnswer("azure", Share.of(1), List.of("198.51.100.200"));
      stage.steer(World.row(World.HOST, site));
      awaitEqual(feed, 3);
      assertThat(ask(answers, "shop.example.com", "A", "+dnssec"))
          .contains("198.51.100.200")
          .contains("RRSIG\tA 13 3 20");
      assertThat(ask(answers, "none.example.com", "A", "+dnssec")).contains("NXDOMAIN", "NSEC");
      assertThat(ask(answers, "asuid.shop.example.com", "TXT", "+short")).contains("0123456789");
      try (var files = Files.walk(folder)) {
        assertThat(files.filter(f -> f.toString().endsWith(".keys")))
            .allMatch(f -> f.startsWith(folder.resolve("controller")));
      }
    }
  }

  @Test
  void aNodeOutlivesItsControllerAndItsOwnEndAndComesBack() throws Exception {
    int port;
    try (FeedServer feed = feed(FreePort.take());
        FeedClient node = node("one", feed)) {
      port = feed.port();
      awaitEqual(feed, 1);
      SignedAnswersTest.awaitTrue(() ->
          Files.exists(folder.resolve("one/steering.table"))
              && Files.exists(folder.resolve("one/zones.images")));
    }
    try (FeedClient alone = node("one");
        Answering answers = answering(alone)) {
      assertThat(alone.table().hosts()).isEqualTo(stage.table.hosts());
      assertThat(ask(answers, "mail.example.com", "A", "+dnssec")).contains("192.0.2.25", "RRSIG");
    }
    FeedServer first = feed(port);
    try (FeedClient node = node("one", first)) {
      awaitEqual(first, 1);
      first.close();
      stage.steer(World.shop(0.123));
      try (FeedServer second = feed(port)) {
        awaitEqual(second, 1);
        assertThat(node.table().hosts()).isEqualTo(stage.table.hosts());
      }
    }
  }

  @Test
  void whatNodesAnswerIsKnownAtTheController() throws Exception {
    try (FeedServer feed = feed(FreePort.take());
        FeedClient one = node("one", feed);
        FeedClient two = node("two", feed);
        FeedClient silent = node("silent", feed);
        Answering first = answering(one);
        Answering second = answering(two);
        Answering third = answering(silent)) {
      one.tellAnswers(() -> first.server().answers());
      two.tellAnswers(() -> second.server().answers());
      awaitEqual(feed, 3);
      stage.steer(World.shop(0));
      awaitEqual(feed, 3);
      for (Answering node : List.of(first, first, second, third)) {
        assertThat(ask(node, World.HOST, "A", "+short")).isEqualTo(World.HOME_V4 + "\n");
      }
      assertThat(ask(second, "shop.example.com", "TXT", "+short")).isEmpty();
      SignedAnswersTest.awaitTrue(
          () -> stage.table.answers().of(World.HOST).getOrDefault("hq", 0L) == 3);
      assertThat(stage.table.answers().of("no.example.com")).isEmpty();
    }
    assertThat(stage.table.answers().of(World.HOST).getOrDefault("hq", 0L)).isZero();
  }

  @Test
  void aNodeCountsOnlyForRowsThatArePublished() throws Exception {
    AnswerSums sums = new AnswerSums();
    Rows rows = Rows.of(1, World.shop(0.5));
    sums.add(counts("shop.example.com hq 3\nshop.example.com mars 4\nno.example.com hq 5\n"), rows);
    sums.add(counts("shop.example.com hq 2\n"), rows);
    assertThat(sums.of("shop.example.com")).isEqualTo(Map.of("hq", 5L));
    assertThat(sums.of("no.example.com")).isEmpty();
    assertThatThrownBy(() -> sums.add(counts("shop.example.com hq -1\n"), rows))
        .isInstanceOf(java.io.IOException.class);
    sums.keep(Rows.NONE);
    assertThat(sums.of("shop.example.com")).isEmpty();
  }

  private static Frames.Frame counts(String text) {
    return Frames.of(Frames.COUNTS, text.getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void aStrangerGetsNothing() throws Exception {
    try (FeedServer feed = feed(FreePort.take())) {
      for (SSLContext who : List.of(identity.stranger, SSLContext.getDefault())) {
        assertThatThrownBy(
                () -> {
                  try (SSLSocket socket =
                      (SSLSocket) who.getSocketFactory().createSocket("127.0.0.1", feed.port())) {
                    socket.setSoTimeout(5000);
                    socket.startHandshake();
                    if (socket.getInputStream().read() < 0) {
                      throw new java.io.IOException("closed");
                    }
                  }
                })
            .isInstanceOf(java.io.IOException.class);
      }
      assertThat(feed.nodes()).isEmpty();
    }
  }

  @Test
  void garbageFromANodeEndsOnlyItsConnection() throws Exception {
    try (FeedServer feed = feed(FreePort.take());
        FeedClient good = node("good", feed)) {
      try (SSLSocket socket =
          (SSLSocket) identity.node.getSocketFactory().createSocket("127.0.0.1", feed.port())) {
        socket.setSoTimeout(5000);
        socket.getOutputStream().write(new byte[] {'A', 127, 127, 127, 127, 1, 2, 3});
        socket.getOutputStream().flush();
        SignedAnswersTest.awaitTrue(() -> feed.nodes().size() == 1);
      }
      stage.steer(World.shop(0.77));
      awaitEqual(feed, 1);
      assertThat(good.table().hosts()).isEqualTo(stage.table.hosts());
    }
  }

  @Test
  void whatHasJustComeIsSavedWhenTheNodeEnds() throws Exception {
    try (FeedServer feed = feed(FreePort.take());
        FeedClient node = node("one", feed)) {
      awaitEqual(feed, 1);
      stage.table.apply(World.shop(0.7));
      SignedAnswersTest.awaitTrue(() -> node.table().hosts().equals(stage.table.hosts()));
    }
    try (FeedClient alone = node("one")) {
      assertThat(alone.table().hosts()).isEqualTo(stage.table.hosts());
    }
  }
}
