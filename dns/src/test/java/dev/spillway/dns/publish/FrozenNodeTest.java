package dev.spillway.dns.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Share;
import dev.spillway.core.SteeredHost;
import dev.spillway.core.SteeredHost.SiteAnswer;
import dev.spillway.dns.FreePort;
import dev.spillway.dns.answer.World;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Nodes and strangers that stand still: nobody waits for them. */
class FrozenNodeTest extends FeedCase {
  /** Of such rows thousands fill all buffers between two processes. */
  private static final int ADDRESSES = 400;

  private static final int CHANGES = 5500;
  private static final int STRANGERS = 80;

  /** Handshakes that the feed holds at once. */
  private static final int LET_IN = 64;

  private static SteeredHost row(int number) {
    return World.row(
        World.HOST,
        new SiteAnswer("hq", Share.of(1 - number / 10_000.0), addresses("203.0.113.10")),
        new SiteAnswer("azure", Share.of(number / 10_000.0), addresses("198.51.100.7")));
  }

  private static List<String> addresses(String one) {
    return Collections.nCopies(ADDRESSES, one);
  }

  /** The longest of all changes. */
  private Duration change() throws Exception {
    long most = 0;
    for (int i = 1; i <= CHANGES; i++) {
      long from = System.nanoTime();
      stage.steer(row(i));
      most = Math.max(most, System.nanoTime() - from);
    }
    return Duration.ofNanos(most);
  }

  @Test
  void aStoppedNodeKeepsNoShareFromMovingAndComesBackEqual() throws Exception {
    try (FeedServer feed = feed(FreePort.take());
        ChildNode child = new ChildNode(folder.resolve("child"), shared, feed.port());
        FeedClient good = node("good", feed)) {
      awaitEqual(feed, 2);
      child.signal("STOP");
      Duration longest =
          CompletableFuture.supplyAsync(
                  () -> {
                    try {
                      return change();
                    } catch (Exception e) {
                      throw new IllegalStateException(e);
                    }
                  })
              .get(3, TimeUnit.MINUTES);
      assertThat(longest).isLessThan(Duration.ofSeconds(2)); // a busy machine's disk included
      SignedAnswersTest.awaitTrue(() -> feed.nodes().size() == 1);
      SignedAnswersTest.awaitTrue(() -> good.table().hosts().equals(stage.table.hosts()));
      child.signal("CONT");
      awaitEqual(feed, 2);
    }
  }

  @Test
  void strangersThatSayNothingKeepNobodyOut() throws Exception {
    List<Socket> strangers = new ArrayList<>();
    try (FeedServer feed = feed(FreePort.take())) {
      for (int i = 0; i < STRANGERS; i++) {
        stranger(feed.port()).ifPresent(strangers::add);
      }
      assertThat(strangers.size()).isGreaterThanOrEqualTo(LET_IN);
      try (FeedClient good = node("good", feed)) {
        awaitEqual(feed, 1);
        assertThat(good.connected()).isTrue();
      }
      for (Socket stranger : strangers) {
        stranger.setSoTimeout(10_000);
        assertThat(isEnded(stranger)).isTrue();
      }
    } finally {
      for (Socket stranger : strangers) {
        stranger.close();
      }
    }
  }

  /** Empty for one that was turned away before this machine had told us that it stands. */
  private static Optional<Socket> stranger(int port) throws IOException {
    try {
      return Optional.of(new Socket(InetAddress.getLoopbackAddress(), port));
    } catch (SocketException reset) {
      assertThat(reset).hasMessageContaining("reset");
      return Optional.empty();
    }
  }

  private static boolean isEnded(Socket socket) {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException reset) {
      return true;
    }
  }

  @Test
  void aHandshakeThatNeverEndsIsEndedHoweverOftenItSaysSomething() throws Exception {
    try (FeedServer feed = feed(FreePort.take());
        Socket slow = new Socket(InetAddress.getLoopbackAddress(), feed.port())) {
      slow.getOutputStream().write(new byte[] {22, 3, 1, 1, 0}); // a handshake of 256 bytes
      SignedAnswersTest.awaitTrue(() -> {
        try {
          slow.getOutputStream().write(1);
          return false;
        } catch (IOException ended) {
          return true;
        }
      });
      assertThat(feed.nodes()).isEmpty();
    }
  }
}
