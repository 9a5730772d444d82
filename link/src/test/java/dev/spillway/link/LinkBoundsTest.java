package dev.spillway.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.core.Ticker;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Field;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What one end can be made to hold, to log and to give up is bounded. */
@Timeout(60)
class LinkBoundsTest {
  /** Takes a few seconds, which belong to no test. */
  @BeforeAll
  static void makeKeys() {
    assertThat(TestWorld.keys()).isDirectory();
  }

  private static Gateway gateway(TestWorld world, int streams, int strangers) throws IOException {
    Gateway gateway =
        Gateway.start(
            new GatewayConfig(
                world.agentsPort,
                Keys.load(TestWorld.keys(), PeerRole.GATEWAY),
                Map.of("db", new ServicePort(world.servicePort, "tcp")),
                TestWorld.QUICK,
                streams,
                strangers,
                ""));
    world.own(gateway::close);
    return gateway;
  }

  @Test
  void theGatewayRefusesWhatIsBeyondItsStreamsAndTheOthersGoOn() throws Exception {
    try (TestTarget target = TestTarget.echo();
        TestWorld world = new TestWorld()) {
      Gateway gateway = gateway(world, 50, 16);
      Agent agent = world.agent(target.at());
      TestWorld.until("a session stands", () -> TestWorld.isConnected(agent));
      List<Socket> sockets = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        sockets.add(world.connect());
      }
      // One of the gateway's own checks may be among the fifty at that moment.
      TestWorld.until("ten are refused", () -> gateway.counts().refused(Reason.LIMIT) >= 10);
      long well = sockets.stream().filter(TestWorld::echoes).count();
      assertThat(well).isBetween(49L, 50L);
      sockets.getFirst().close();
      TestWorld.until("one more is let in", () -> echoesOnce(world));
    }
  }

  private static boolean echoesOnce(TestWorld world) {
    try (Socket socket = world.connect()) {
      return TestWorld.echoes(socket);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aSessionWhoseNumbersAreUsedUpEndsAndANewOneFollows() throws Exception {
    try (TestTarget target = TestTarget.echo();
        TestWorld world = new TestWorld()) {
      Gateway gateway = world.gateway();
      Agent agent = world.agent(target.at());
      TestWorld.until("a session stands", () -> echoesOnce(world));
      Said said = world.own(Said.by(Agents.class));
      Session session = ((Agents) inside(gateway, "agents")).all().getFirst().session();
      Field last = field(session, "lastId");
      session.execute(() -> set(last, session, Integer.MAX_VALUE - 1));
      TestWorld.until("both have gone on", () -> agent.counts().sessions() == 2);
      said.until("all numbers of streams are used, a new session follows");
      TestWorld.until("the new one works", () -> echoesOnce(world));
    }
  }

  private static Field field(Object of, String name) throws NoSuchFieldException {
    Field field = of.getClass().getDeclaredField(name);
    field.setAccessible(true);
    return field;
  }

  private static Object inside(Object of, String name) throws ReflectiveOperationException {
    return field(of, name).get(of);
  }

  private static void set(Field field, Object of, int value) {
    try {
      field.setInt(of, value);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void twoAgentsOfOneNameTakeTheirTimeAndTheLogSaysWhatToDo() throws Exception {
    try (TestTarget target = TestTarget.echo();
        TestWorld world = new TestWorld()) {
      Gateway gateway = world.gateway();
      Said said = world.own(Said.by(Redial.class));
      long start = System.nanoTime();
      Agent one = world.agent(target.at());
      Agent other = world.agent(target.at());
      TestWorld.until("six sessions", () -> gateway.counts().sessions() >= 6);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofSeconds(2));
      said.until("give each keys with a name of its own by 'spillway keys issue'");
      assertThat(gateway.counts().sessionsReplaced()).isGreaterThanOrEqualTo(5);
      assertThat(one.counts().sessionsReplaced()).isPositive();
      String line = "rival app=shop site=cloud gateway=" + world.agentsPort + "\n";
      assertThat(one.statusText() + other.statusText()).contains(line);
      other.close();
      TestWorld.until("one stays", () -> TestWorld.isConnected(one));
    }
  }

  @Test
  void oneCertificateHasSoManySessionsAndTheNextIsRefused() throws Exception {
    Places places = new Places();
    for (int i = 0; i < Places.MOST; i++) {
      places.enter("CN=agent");
    }
    assertThatThrownBy(() -> places.enter("CN=agent"))
        .hasMessage(
            "'CN=agent' has 256 sessions, which is the most for one name; issue certificates with names of their own");
    places.enter("CN=second");
    places.leave("CN=agent");
    places.enter("CN=agent");
  }

  @Test
  void sessionsThatEndFreeTheirPlace() throws Exception {
    try (TestWorld world = new TestWorld()) {
      Gateway gateway = gateway(world, 10, 16);
      Places places = (Places) inside(inside(gateway, "arrivals"), "places");
      for (int i = 1; i < Places.MOST; i++) {
        places.enter("CN=agent");
      }
      for (int round = 0; round < 3; round++) {
        try (RawEnd end = RawEnd.agent(world.agentsPort, TestWorld.keys())) {
          end.readUntil("\0"); // the first ping: it has a session
          Said said = world.own(Said.by(Refusals.class));
          try (RawEnd beyond = RawEnd.agent(world.agentsPort, TestWorld.keys())) {
            assertThat(beyond.readToTheEnd()).isEmpty();
          }
          if (round == 0) {
            said.until("'CN=agent' has 256 sessions");
          }
        }
        long lost = round + 1;
        TestWorld.until("it is over", () -> gateway.counts().handshakesFailed() == 2 * lost);
      }
    }
  }

  @Test
  void strangersHoldLittleOfWhatIsOutsideTheHeap() throws Exception {
    try (TestWorld world = new TestWorld()) {
      Gateway gateway = gateway(world, 10, 256);
      long before = direct();
      AtomicLong peak = new AtomicLong();
      for (int i = 0; i < 200; i++) {
        Socket stranger = new Socket(world.agentsPort.host(), world.agentsPort.port());
        world.own(stranger::close);
        // A record of a handshake that says it has 512 bytes.
        stranger.getOutputStream().write(new byte[] {22, 3, 1, 2, 0, 1});
      }
      TestWorld.until(
          "their time is over",
          () -> {
            peak.accumulateAndGet(direct(), Math::max);
            return gateway.counts().handshakesFailed() == 200;
          });
      assertThat(peak.get() - before).isLessThan(16L << 20);
    }
  }

  private static long direct() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }

  @Test
  void aLackOfMemoryDoesNotEndTheDialling() throws Exception {
    try (TestWorld world = new TestWorld()) {
      world.gateway();
      AtomicInteger attempts = new AtomicInteger();
      Identity identity = Keys.load(TestWorld.keys(), PeerRole.AGENT);
      Redial redial =
          new Redial(
              "test",
              "gateway",
              new GatewayAddress(world.agentsPort, null),
              new Hello("shop", "cloud", List.of("db")),
              new Outward(identity, TestWorld.QUICK, null, null),
              Ticker.system(),
              new Counters(),
              () -> {
                attempts.incrementAndGet();
                throw new OutOfMemoryError("Cannot reserve 262144 bytes of direct buffer memory");
              });
      world.own(redial::close);
      Said said = world.own(Said.by(Redial.class));
      redial.start();
      TestWorld.until("it goes on", () -> attempts.get() >= 3);
      said.until("no session, Cannot reserve 262144 bytes of direct buffer memory");
    }
  }

  @Test
  void connectionsOfInstancesAndToTargetsAreKeptAlive() throws Exception {
    try (TestTarget target = TestTarget.echo();
        TestWorld world = TestWorld.linked(target.at())) {
      Socket socket = world.connect();
      assertThat(TestWorld.echoes(socket)).isTrue();
      String instance = world.servicePort.port() + "";
      String service = target.at().port() + "";
      TestWorld.until("the instance's", () -> keepsAlive("sport", instance));
      TestWorld.until("the target's", () -> keepsAlive("dport", service));
    }
  }

  /** Whether the system will ask the other side of such a connection within a minute. */
  private static boolean keepsAlive(String which, String port) {
    String ss = Programs.path("ss").toString();
    try {
      Process process =
          new ProcessBuilder(ss, "-tnoH", "state", "established", which, "=", ":" + port).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      return said.lines()
          .anyMatch(line -> line.matches(".*timer:\\(keepalive,[0-5]\\d(\\.\\d+)?sec,0\\).*"));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aGatewayThatInventsNamesAndChangesItsMindFillsNoLog() throws Exception {
    try (TestTarget target = TestTarget.echo();
        TestWorld world = new TestWorld()) {
      HostileGateway hostile = new HostileGateway(world);
      Agent agent = hostile.agent(target.at(), null);
      Said states = world.own(Said.by(CheckLines.class));
      Said refusals = world.own(Said.by(Refusals.class));
      String many =
          IntStream.range(0, 1000)
              .mapToObj(i -> "made-up-" + i + "=x\n")
              .collect(Collectors.joining());
      long start = System.nanoTime();
      try (RawEnd gateway = hostile.next()) {
        for (int round = 0; round < 200; round++) {
          String own =
              "db=" + (round % 2 == 0 ? "" : "no\u2028\u001b[2J" + "!".repeat(60_000)) + "\n";
          gateway.say(Frames.text(FrameType.STATUS, own + many));
          gateway.say(Frames.open(round + 1, 1000, "asked-" + round, "10.0.0.1:1"));
        }
        TestWorld.until("all is read", () -> agent.counts().refused(Reason.NOT_ALLOWED) == 200);
      }
      int seconds = (int) ((System.nanoTime() - start) / 1_000_000_000);
      assertThat(states.lines()).hasSizeBetween(1, 2 + seconds / 2);
      assertThat(states.lines()).noneMatch(line -> line.contains("made-up"));
      assertThat(states.lines()).allMatch(line -> line.matches("[ -~]{1,400}"));
      assertThat(refusals.lines()).hasSizeBetween(1, 2 + seconds / 10);
    }
  }

  @Test
  void aGatewayThatSpeaksBeforeItsWelcomeIsLeft() throws Exception {
    try (TestTarget target = TestTarget.echo();
        TestWorld world = new TestWorld()) {
      HostileGateway hostile = new HostileGateway(world);
      Agent agent = hostile.agent(target.at(), null);
      Said said = world.own(Said.by(Redial.class));
      try (RawEnd gateway = hostile.nextUnwelcomed()) {
        gateway.say(Frames.open(1, 1000, "db", "10.0.0.1:1"));
        said.until("a frame OPEN before the welcome");
      }
      try (RawEnd gateway = hostile.nextUnwelcomed()) {
        gateway.say(Frames.text(FrameType.STATUS, "db=\n"));
        said.until("a frame STATUS before the welcome");
      }
      assertThat(target.accepted).isEmpty();
      assertThat(agent.counts().streams()).isZero();
    }
  }
}
