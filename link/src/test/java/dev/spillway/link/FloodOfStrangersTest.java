package dev.spillway.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Thousands of connections of strangers, who never finish a handshake or show certificates of
 * another authority, while an agent that is cut off again and again comes back. The gateway is a
 * process with a small heap, so that what it holds can be measured, and its end would show.
 */
@Timeout(180)
class FloodOfStrangersTest {
  private static final int FLOOD = 2000;
  private static final int MOST_STRANGERS = 256;

  /** What a program of Java opens and closes by itself. */
  private static final int OTHER_FILES = 40;

  @TempDir Path folder;
  private final TestWorld world = new TestWorld();
  private final AtomicInteger tries = new AtomicInteger();
  private volatile boolean over;

  /** The gateway's process, and what it says. */
  private record Running(Process process, BufferedReader answers) {}

  private Running startGateway() throws IOException {
    Process gateway =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx96m",
                "-cp",
                System.getProperty("java.class.path"),
                GatewayProgram.class.getName(),
                TestWorld.keys().toString(),
                Integer.toString(world.agentsPort.port()),
                Integer.toString(world.servicePort.port()))
            .redirectError(folder.resolve("log").toFile())
            .start();
    world.own(() -> gateway.destroyForcibly().waitFor());
    BufferedReader answers =
        new BufferedReader(
            new InputStreamReader(gateway.getInputStream(), StandardCharsets.US_ASCII));
    assertThat(answers.readLine()).isEqualTo("up");
    return new Running(gateway, answers);
  }

  @AfterEach
  void close() {
    over = true;
    world.close();
  }

  private record Held(long heap, long refused) {}

  private static Held held(Running gateway) throws IOException {
    gateway.process.getOutputStream().write('\n');
    gateway.process.getOutputStream().flush();
    String[] words = gateway.answers.readLine().split(" ");
    return new Held(Long.parseLong(words[0]), Long.parseLong(words[1]));
  }

  private static long files(Running gateway) {
    try (var all = Files.list(Path.of("/proc/" + gateway.process.pid() + "/fd"))) {
      return all.count();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private String log() throws IOException {
    return Files.readString(folder.resolve("log"));
  }

  /** From another address than the agent's, as an attack from outside is. */
  private SocketChannel dial() throws IOException {
    SocketChannel socket = SocketChannel.open();
    try {
      socket.bind(new InetSocketAddress("127.0.0.2", 0));
      socket.connect(new InetSocketAddress(world.agentsPort.host(), world.agentsPort.port()));
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** Keeps as many connections open; each that the gateway closes is followed by another one. */
  private void keepHalfOpen() {
    List<SocketChannel> all = new ArrayList<>();
    ByteBuffer half = ByteBuffer.wrap(new byte[] {22, 3, 1, 2, 0, 1});
    ByteBuffer got = ByteBuffer.allocate(16);
    try {
      while (!over) {
        while (!over && all.size() < FLOOD) {
          SocketChannel socket = dial();
          tries.incrementAndGet();
          socket.write(half.duplicate());
          socket.configureBlocking(false);
          all.add(socket);
        }
        all.removeIf(socket -> isEnded(socket, got));
      }
    } catch (IOException e) {
      throw new IllegalStateException("the flood ended after " + tries + " connections", e);
    } finally {
      all.forEach(socket -> SocketNear.close(socket, true));
    }
  }

  private static boolean isEnded(SocketChannel socket, ByteBuffer got) {
    try {
      if (socket.read(got.clear()) >= 0) {
        return false;
      }
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("reset");
    }
    SocketNear.close(socket, true);
    return true;
  }

  /** Handshakes one after the other with keys of another authority, which are refused. */
  private void showForeignKeys(Path file) {
    while (!over) {
      try (SocketChannel socket = dial()) {
        TlsChannel tls = new TlsChannel(socket, StrangersKeys.engine(file, true));
        tls.handshake();
        tls.read(ByteBuffer.allocate(32 * 1024));
        tries.incrementAndGet();
      } catch (IOException e) {
        tries.incrementAndGet(); // an alert, or the place was needed for another one
      } catch (java.security.GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private interface Attack {
    void goOn();
  }

  /** The agent is there, the attack begins, the agent loses its session several times. */
  private void anHonestAgentIsBackWithinSeconds(int threads, int enough, Attack attack)
      throws Exception {
    try (TestTarget target = TestTarget.echo()) {
      Running gateway = startGateway();
      TestRelay relay = world.own(new TestRelay(world.agentsPort));
      Agent agent = world.agent(relay.at(), Map.of("db", target.at()), TestWorld.keys());
      TestWorld.until("a session stands", () -> TestWorld.isConnected(agent));
      TestWorld.until("an instance is answered", this::answers);
      Held before = held(gateway);
      long filesBefore = files(gateway);
      List<Thread> attackers = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        attackers.add(Thread.ofPlatform().daemon().start(attack::goOn));
      }
      TestWorld.until("the attack is there", Duration.ofSeconds(60), () -> tries.get() >= enough);
      for (int i = 1; i <= 3; i++) {
        int sessions = i + 1;
        relay.cut();
        TestWorld.until(
            "the agent is back",
            Duration.ofSeconds(10),
            () -> agent.counts().sessions() == sessions);
        TestWorld.until("an instance is answered", this::answers);
        assertThat(files(gateway)).isLessThan(filesBefore + MOST_STRANGERS + OTHER_FILES);
      }
      assertThat(attackers).allMatch(Thread::isAlive);
      over = true;
      for (Thread each : attackers) {
        each.join();
      }
      TestWorld.until("files are given back", () -> files(gateway) < filesBefore + OTHER_FILES);
      Held after = held(gateway);
      assertThat(after.refused()).isGreaterThan(enough / 2);
      assertThat(after.heap()).isLessThan(before.heap() + (8L << 20));
    }
  }

  private boolean answers() {
    try (Socket socket = new Socket(world.servicePort.host(), world.servicePort.port())) {
      socket.setSoTimeout(5_000);
      return TestWorld.echoes(socket);
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void halfOpenHandshakes() throws Exception {
    anHonestAgentIsBackWithinSeconds(1, FLOOD, this::keepHalfOpen);
    assertThat(log()).doesNotContain("OutOfMemory", "Too many open files");
  }

  @Test
  void certificatesOfAnotherAuthority() throws Exception {
    Path foreign = TestWorld.makeKeys("-1H").resolve("agent.pem");
    anHonestAgentIsBackWithinSeconds(8, 200, () -> showForeignKeys(foreign));
    assertThat(log()).contains("handshake refused", "PKIX path");
    // One line of a kind in ten seconds, however many knock.
    assertThat(log().lines().filter(line -> line.contains("handshake refused")).count())
        .isLessThan(60);
  }
}
