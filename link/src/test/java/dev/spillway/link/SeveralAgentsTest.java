package dev.spillway.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.core.Service;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Agents share the streams, and each service keeps to its limits. */
@Timeout(60)
class SeveralAgentsTest {
  private static final long SECOND = 1_000_000_000L;

  @BeforeAll
  static void makeKeys() {
    assertThat(TestWorld.keys()).isDirectory();
  }

  private static Socket echoing(TestWorld world) throws IOException {
    Socket socket = world.connect();
    socket.getOutputStream().write(3);
    assertThat(socket.getInputStream().read()).isEqualTo(3);
    return socket;
  }

  @Test
  void streamsGoToTheLeastLoadedAndALossEndsOnlyItsOwn(@TempDir Path folder) throws Exception {
    Path second = folder.resolve("second");
    new Authority(TestWorld.keys())
        .issue(PeerRole.AGENT, "second", Scope.ALL, Duration.ofDays(1), second);
    try (TestTarget here = TestTarget.echo();
        TestTarget there = TestTarget.echo();
        TestWorld world = TestWorld.linked(here.at())) {
      Agent other = world.agent(world.agentsPort, Map.of("db", there.at()), second);
      TestWorld.until("both stand", () -> TestWorld.isConnected(other));
      List<Socket> open = new ArrayList<>();
      for (int each = 0; each < 20; each++) {
        open.add(echoing(world));
      }
      assertThat(streams(other)).isBetween(8, 12);
      other.close();
      long alive = open.stream().filter(TestWorld::echoes).count();
      assertThat(alive).isBetween(8L, 12L);
      for (int each = 0; each < 5; each++) {
        echoing(world);
      }
    }
  }

  private static int streams(Agent agent) {
    return agent.status().values().iterator().next().streams();
  }

  @Test
  void aServiceTakesNoMoreStreamsThanItsLimit() throws Exception {
    try (TestTarget target = TestTarget.echo();
        TestWorld world = new TestWorld()) {
      Gateway gateway = world.gateway();
      var limits = new Service.Limits(3, 1e6, 1e9);
      Agent agent = world.agent(world.target(target.at(), limits));
      TestWorld.until("a session stands", () -> TestWorld.isConnected(agent));
      Socket first = echoing(world);
      // A check may hold one of the three for a moment.
      List<Socket> more = new ArrayList<>();
      TestWorld.until("no more fit", () -> !fits(world, more));
      assertThat(more).hasSizeBetween(1, 2);
      assertThat(gateway.counts().refused(Reason.LIMIT)).isPositive();
      first.close();
      TestWorld.until("there is room again", () -> fits(world, more));
    }
  }

  private static boolean fits(TestWorld world, List<Socket> more) {
    try {
      more.add(echoing(world));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void newStreamsAndBytesKeepToTheirRates() {
    ServiceMeter meter = new ServiceMeter(new Service.Limits(100, 10, 1000), 0);
    assertThat(meter.begin(0)).isEmpty();
    assertThat(meter.begin(0)).contains("10.0 new streams a second");
    assertThat(meter.begin(SECOND / 10 + 1)).isEmpty();
    assertThat(meter.mayFlow(0)).isTrue();
    meter.flowed(1100);
    // A tenth of a second's bytes were there; the debt is paid after a second.
    assertThat(meter.mayFlow(SECOND - 1000)).isFalse();
    assertThat(meter.mayFlow(SECOND + 1000)).isTrue();
  }

  @Test
  void bandwidthIsKeptInBothDirections() throws Exception {
    int bytes = 600_000;
    try (TestTarget target = TestTarget.echo();
        TestWorld world = new TestWorld()) {
      world.gateway();
      var limits = new Service.Limits(10, 1e6, 2_000_000);
      Agent agent = world.agent(world.target(target.at(), limits));
      TestWorld.until("a session stands", () -> TestWorld.isConnected(agent));
      Socket socket = echoing(world);
      long began = System.nanoTime();
      Thread.startVirtualThread(() -> {
        try {
          socket.getOutputStream().write(new byte[bytes]);
        } catch (IOException e) {
          throw new IllegalStateException(e);
        }
      });
      assertThat(socket.getInputStream().readNBytes(bytes)).hasSize(bytes);
      // 1.2 MB at 2 MB/s, but for a tenth of a second's stock: at least half a second.
      assertThat(System.nanoTime() - began).isGreaterThan(SECOND * 4 / 10);
    }
  }

  @Test
  void aLimitOfNothingIsRefused() {
    assertThatThrownBy(() -> new Service.Limits(0, 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
