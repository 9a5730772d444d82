package dev.spillway.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a connection through the link must keep of a plain TCP connection. */
@Timeout(60)
class StreamsTest {
  /** Takes a few seconds, which belong to no test. */
  @BeforeAll
  static void makeKeys() {
    assertThat(TestWorld.keys()).isDirectory();
  }

  private static final int TOTAL = 32 * 1024 * 1024;

  @ParameterizedTest
  @ValueSource(ints = {1, 8})
  void everyByteComesBackUnchanged(int streams) throws Exception {
    try (TestTarget target = TestTarget.echo();
        TestWorld world = TestWorld.linked(target.at());
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<CompletableFuture<Boolean>> all = new ArrayList<>();
      for (int stream = 0; stream < streams; stream++) {
        long seed = stream;
        Socket socket = world.connect();
        all.add(
            CompletableFuture.supplyAsync(() -> echoes(socket, seed, TOTAL / streams), threads));
      }
      assertThat(all).allSatisfy(each -> assertThat(each.join()).isTrue());
    }
  }

  private static boolean echoes(Socket socket, long seed, int total) {
    Thread.startVirtualThread(() -> {
      try {
        OutputStream out = socket.getOutputStream();
        Random random = new Random(seed);
        byte[] piece = new byte[64 * 1024];
        for (int sent = 0; sent < total; sent += piece.length) {
          random.nextBytes(piece);
          out.write(piece);
        }
        socket.shutdownOutput();
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    });
    try {
      MessageDigest got = MessageDigest.getInstance("SHA-256");
      MessageDigest expected = MessageDigest.getInstance("SHA-256");
      Random random = new Random(seed);
      byte[] piece = new byte[64 * 1024];
      InputStream in = socket.getInputStream();
      for (int read = 0; read < total; read += piece.length) {
        random.nextBytes(piece);
        expected.update(piece);
        got.update(in.readNBytes(piece.length));
      }
      return in.read() == -1 && MessageDigest.isEqual(got.digest(), expected.digest());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aClientThatHasFinishedSpeakingStillHearsTheAnswer() throws Exception {
    TestTarget.Behaviour answersAtTheEnd =
        socket -> {
          byte[] all = socket.getInputStream().readAllBytes();
          socket.getOutputStream().write(("heard " + all.length).getBytes(StandardCharsets.UTF_8));
          socket.close();
        };
    try (TestTarget target = new TestTarget(answersAtTheEnd);
        TestWorld world = TestWorld.linked(target.at())) {
      Socket socket = world.connect();
      socket.getOutputStream().write(new byte[300_000]);
      socket.shutdownOutput();
      assertThat(socket.getInputStream().readAllBytes()).asString().isEqualTo("heard 300000");
    }
  }

  @Test
  void aTargetThatHasFinishedSpeakingStillHears() throws Exception {
    CompletableFuture<Integer> heard = new CompletableFuture<>();
    TestTarget.Behaviour greetsAndListens =
        socket -> {
          socket.getOutputStream().write("hello".getBytes(StandardCharsets.UTF_8));
          socket.shutdownOutput();
          int length = socket.getInputStream().readAllBytes().length;
          if (length > 0) {
            heard.complete(length);
          }
        };
    try (TestTarget target = new TestTarget(greetsAndListens);
        TestWorld world = TestWorld.linked(target.at())) {
      Socket socket = world.connect();
      assertThat(socket.getInputStream().readAllBytes()).asString().isEqualTo("hello");
      socket.getOutputStream().write(new byte[500_000]);
      socket.shutdownOutput();
      TestWorld.until("the target has it", heard::isDone);
      assertThat(heard).isCompletedWithValue(500_000);
    }
  }

  @Test
  void aResetOfTheTargetReachesTheClient() throws Exception {
    TestTarget.Behaviour resets =
        socket -> {
          socket.getInputStream().read();
          socket.setSoLinger(true, 0);
          socket.close();
        };
    try (TestTarget target = new TestTarget(resets);
        TestWorld world = TestWorld.linked(target.at())) {
      Socket socket = world.connect();
      socket.getOutputStream().write(1);
      assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketException.class);
    }
  }

  @Test
  void aResetOfTheClientReachesTheTarget() throws Exception {
    CompletableFuture<String> saw = new CompletableFuture<>();
    CompletableFuture<Boolean> begun = new CompletableFuture<>();
    TestTarget.Behaviour listens =
        socket -> {
          if (socket.getInputStream().read() < 0) {
            return; // a check
          }
          begun.complete(true);
          try {
            saw.complete("read " + socket.getInputStream().read());
          } catch (SocketException e) {
            saw.complete("reset");
          }
        };
    try (TestTarget target = new TestTarget(listens);
        TestWorld world = TestWorld.linked(target.at())) {
      Socket socket = world.connect();
      socket.getOutputStream().write(1);
      TestWorld.until("the target has it", begun::isDone);
      socket.setSoLinger(true, 0);
      socket.close();
      TestWorld.until("the target sees an end", saw::isDone);
      assertThat(saw).isCompletedWithValue("reset");
    }
  }

  @Test
  void aServiceThatHomeDoesNotListIsRefused() throws Exception {
    try (TestTarget target = TestTarget.echo();
        TestWorld world = new TestWorld()) {
      Gateway gateway = world.gateway();
      Agent agent = world.agent(world.agentsPort, Map.of("other", target.at()), TestWorld.keys());
      TestWorld.until("a session stands", () -> TestWorld.isConnected(agent));
      assertThatThrownBy(() -> world.connect().getInputStream().read())
          .isInstanceOf(SocketException.class);
      assertThat(agent.counts().refused()).containsEntry(Reason.NOT_ALLOWED, 1L);
      assertThat(gateway.counts().refused()).containsEntry(Reason.NOT_ALLOWED, 1L);
      assertThat(target.accepted).isEmpty();
    }
  }

  @Test
  void aTargetThatIsDownIsRefusedAndSaidSo() throws Exception {
    try (TestWorld world = new TestWorld()) {
      Gateway gateway = world.gateway();
      Agent agent = world.agent(TestWorld.freePort());
      TestWorld.until("a session stands", () -> TestWorld.isConnected(agent));
      assertThatThrownBy(() -> world.connect().getInputStream().read())
          .isInstanceOf(SocketException.class);
      assertThat(gateway.counts().refused(Reason.TARGET_REFUSED)).isPositive();
      assertThat(agent.status().values().iterator().next().services()).containsEntry("db", false);
    }
  }

  @Test
  void withoutAnAgentTheConnectionIsClosedAtOnce() throws Exception {
    try (TestWorld world = new TestWorld()) {
      Gateway gateway = world.gateway();
      assertThatThrownBy(() -> world.connect().getInputStream().read())
          .isInstanceOf(SocketException.class);
      assertThat(gateway.counts().refused()).containsEntry(Reason.NO_AGENT, 1L);
    }
  }

  @Test
  void aTargetThatNeverReadsHoldsUpNobodyElse() throws Exception {
    TestTarget.Behaviour someRead =
        socket -> {
          if (socket.getInputStream().read() == 'e') {
            socket.getInputStream().transferTo(socket.getOutputStream());
          }
        };
    try (TestTarget target = new TestTarget(someRead);
        TestWorld world = TestWorld.linked(target.at())) {
      Socket stuck = world.connect();
      stuck.getOutputStream().write('x');
      Thread.startVirtualThread(() -> writeUntilClosed(stuck));
      Socket other = world.connect();
      other.getOutputStream().write('e');
      for (int round = 0; round < 2000; round++) {
        other.getOutputStream().write(round);
        assertThat(other.getInputStream().read()).isEqualTo(round & 0xff);
      }
    }
  }

  private static void writeUntilClosed(Socket socket) {
    try {
      while (true) {
        socket.getOutputStream().write(new byte[100_000]);
      }
    } catch (IOException e) {
      assertThat(socket).isNotNull();
    }
  }

  @Test
  void aThousandIdleConnectionsAllStillAnswer() throws Exception {
    try (TestTarget target = TestTarget.echo();
        TestWorld world = TestWorld.linked(target.at())) {
      List<Socket> sockets = new ArrayList<>();
      for (int each = 0; each < 1000; each++) {
        sockets.add(world.connect());
      }
      TestWorld.until("all reach home", () -> target.accepted.size() >= 1000);
      for (Socket socket : sockets) {
        socket.getOutputStream().write(7);
      }
      for (Socket socket : sockets) {
        assertThat(socket.getInputStream().read()).isEqualTo(7);
      }
    }
  }
}
