package dev.spillway.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.spillway.core.Endpoint;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The link comes back by itself, and nothing of a dead session stays. */
@Timeout(60)
class RecoveryTest {
  /** What one reconnect left behind would show in the counts; each takes a fifth of a second. */
  private static final int RECONNECTS = 20;

  /** From this one on everything is loaded that a reconnect needs. */
  private static final int WARM = 5;

  /** Takes a few seconds, which belong to no test. */
  @BeforeAll
  static void makeKeys() {
    assertThat(TestWorld.keys()).isDirectory();
  }

  /** A child process: an agent until its standard input ends. */
  static final class ChildAgent {
    private ChildAgent() {}

    public static void main(String[] args) throws IOException {
      try (Agent agent =
          Agent.start(
              new AgentConfig(
                  Keys.load(Path.of(args[0]), PeerRole.AGENT),
                  List.of(
                      new AgentConfig.Target(
                          "shop",
                          "cloud",
                          Endpoint.parse(args[1]),
                          Map.of("db", Endpoint.parse(args[2])))),
                  null,
                  TestWorld.QUICK))) {
        System.in.transferTo(System.out);
        assertThat(agent).isNotNull();
      }
    }
  }

  private static Process childAgent(TestWorld world, Endpoint gateway, Endpoint service)
      throws IOException {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                ChildAgent.class.getName(),
                TestWorld.keys().toString(),
                gateway.toString(),
                service.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    world.own(() -> child.destroyForcibly().waitFor());
    return child;
  }

  private static boolean answers(TestWorld world) {
    try (Socket socket = world.connect()) {
      socket.setSoTimeout(1000);
      socket.getOutputStream().write(5);
      return socket.getInputStream().read() == 5;
    } catch (IOException e) {
      return false;
    }
  }

  /** A time-out of the test's own is no end. */
  private static void isReset(Socket open) {
    assertThatThrownBy(() -> open.getInputStream().read())
        .isInstanceOf(SocketException.class)
        .hasMessage("Connection reset");
  }

  @Test
  void afterABreakItIsBackWithinASecondAndOldConnectionsEnd() throws Exception {
    try (TestTarget target = TestTarget.echo();
        TestWorld world = new TestWorld()) {
      world.gateway();
      TestRelay relay = world.own(new TestRelay(world.agentsPort));
      Agent agent = world.agent(relay.at(), Map.of("db", target.at()), TestWorld.keys());
      TestWorld.until("it works", () -> answers(world));
      Socket open = world.connect();
      open.getOutputStream().write(1);
      assertThat(open.getInputStream().read()).isEqualTo(1);
      for (int round = 0; round < 5; round++) {
        relay.cut();
        TestWorld.until("it works again", Duration.ofSeconds(1), () -> answers(world));
      }
      isReset(open);
      assertThat(agent.counts().sessions()).isEqualTo(6);
    }
  }

  @Test
  void aSilentNetworkIsNoticedWhileClientsKnockAndMendedWhenItSpeaksAgain() throws Exception {
    try (TestTarget target = TestTarget.echo();
        TestWorld world = new TestWorld()) {
      world.gateway();
      TestRelay relay = world.own(new TestRelay(world.agentsPort));
      Agent agent = world.agent(relay.at(), Map.of("db", target.at()), TestWorld.keys());
      TestWorld.until("it works", () -> answers(world));
      Socket open = world.connect();
      open.getOutputStream().write(1);
      assertThat(open.getInputStream().read()).isEqualTo(1);
      Thread knocking =
          Thread.startVirtualThread(() -> {
            while (!open.isClosed()) {
              answers(world);
            }
          });
      relay.freeze();
      isReset(open);
      TestWorld.until("home knows, too", () -> !TestWorld.isConnected(agent));
      relay.thaw();
      TestWorld.until("it works again", () -> answers(world));
      open.close();
      knocking.join();
    }
  }

  @Test
  void aStoppedAgentIsNoticedAndComesBackWhenItGoesOn() throws Exception {
    try (TestTarget target = TestTarget.echo();
        TestWorld world = new TestWorld()) {
      Gateway gateway = world.gateway();
      Process child = childAgent(world, world.agentsPort, target.at());
      TestWorld.until("it works", () -> answers(world));
      Socket open = world.connect();
      open.getOutputStream().write(1);
      assertThat(open.getInputStream().read()).isEqualTo(1);
      signal(child, "-STOP");
      isReset(open);
      assertThat(gateway.streams()).isZero();
      signal(child, "-CONT");
      TestWorld.until("it works again", () -> answers(world));
    }
  }

  @Test
  void aKilledAgentsSuccessorTakesOverAtOnce() throws Exception {
    try (TestTarget target = TestTarget.echo();
        TestWorld world = new TestWorld()) {
      Gateway gateway = world.gateway();
      Process first = childAgent(world, world.agentsPort, target.at());
      TestWorld.until("it works", () -> answers(world));
      signal(first, "-STOP");
      world.agent(target.at());
      TestWorld.until("the new one works", Duration.ofSeconds(1), () -> answers(world));
      TestWorld.until("the old one is gone", () -> gateway.counts().sessionsLost() == 1);
    }
  }

  @Test
  void manyReconnectsLeaveNothingBehind() throws Exception {
    try (TestTarget target = TestTarget.echo();
        TestWorld world = new TestWorld()) {
      Gateway gateway = world.gateway();
      TestRelay relay = world.own(new TestRelay(world.agentsPort));
      Agent agent = world.agent(relay.at(), Map.of("db", target.at()), TestWorld.keys());
      long files = 0;
      long heap = 0;
      long buffers = 0;
      for (int round = 1; round <= RECONNECTS; round++) {
        long sessions = round;
        TestWorld.until("session " + round, () -> agent.counts().sessions() >= sessions);
        TestWorld.until("it works", () -> answers(world));
        // While a session stands, as at the end: between two, its files are not there.
        if (round == WARM) {
          files = openFiles();
          heap = heap();
          buffers = buffers();
        }
        world.connect().getOutputStream().write(1);
        relay.cut();
      }
      TestWorld.until("the last session", () -> agent.counts().sessions() == RECONNECTS + 1);
      TestWorld.until("no stream is left", () -> gateway.streams() <= 1);
      TestWorld.until("one thread for each end", () -> linkThreads() <= 2);
      TestWorld.until("home has closed its connections", () -> openAtHome(target) <= 1);
      // Of each round a client of this test stays open: its own end and nothing else.
      long mostFiles = files + RECONNECTS - WARM + 1 + 5;
      TestWorld.until("no file is left", () -> openFiles() <= mostFiles);
      assertThat(heap() - heap).as("bytes of the heap").isLessThan(4L << 20);
      // A session has about a mebibyte of them at each end.
      long most = buffers + (4L << 20);
      TestWorld.until(
          "the buffers of dead sessions are free", () -> heap() > 0 && buffers() < most);
    }
  }

  private static long openFiles() {
    var system = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return system.getOpenFileDescriptorCount();
  }

  private static long heap() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static long buffers() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }

  private static long linkThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("link-"))
        .count();
  }

  private static long openAtHome(TestTarget target) {
    target.accepted.removeIf(socket -> {
      try {
        socket.setSoTimeout(1);
        if (!socket.isClosed() && socket.getInputStream().read() >= 0) {
          return false;
        }
        socket.close();
        return true;
      } catch (java.net.SocketTimeoutException e) {
        return false;
      } catch (IOException e) {
        return true;
      }
    });
    return target.accepted.size();
  }

  private static void signal(Process process, String signal) throws Exception {
    Process kill = new ProcessBuilder("kill", signal, Long.toString(process.pid())).start();
    assertThat(kill.waitFor(5, TimeUnit.SECONDS)).isTrue();
  }
}
