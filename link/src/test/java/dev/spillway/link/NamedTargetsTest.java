package dev.spillway.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Endpoint;
import dev.spillway.core.Ticker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Targets that are given by name are found at home, in bounded time, whatever the resolver does.
 */
@Timeout(120)
class NamedTargetsTest {
  private Duration connect = Duration.ofSeconds(2);
  private final TestWorld world = new TestWorld();
  private final Counters counters = new Counters();
  private final Refusals refusals = new Refusals("agent", counters, Ticker.system());
  private final List<String> atHome = new CopyOnWriteArrayList<>();
  private final CountDownLatch resolverAnswers = new CountDownLatch(1);

  /** Takes a few seconds, which belong to no test. */
  @BeforeAll
  static void makeKeys() {
    assertThat(TestWorld.keys()).isDirectory();
  }

  @BeforeEach
  void answerInTheEnd() {
    world.own(resolverAnswers::countDown);
  }

  @AfterEach
  void end() {
    world.close();
  }

  /** A session with a hostile gateway at an agent that asks this resolver. */
  private RawEnd linked(Map<String, Endpoint> services, Lookups.Resolver resolver)
      throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open();
    world.own(server::close);
    server.bind(new InetSocketAddress("127.0.0.1", 0));
    Endpoint at =
        new Endpoint("127.0.0.1", ((InetSocketAddress) server.getLocalAddress()).getPort());
    Thread.ofPlatform().daemon().start(() -> runAgent(at, services, new Lookups(resolver)));
    RawEnd gateway = RawEnd.gateway(server, TestWorld.keys());
    world.own(gateway::close);
    return gateway;
  }

  private void runAgent(Endpoint at, Map<String, Endpoint> services, Lookups lookups) {
    Ticker ticker = Ticker.system();
    var target = new AgentConfig.Target("shop", "cloud", at, services);
    try (SocketChannel channel = SocketChannel.open()) {
      Identity identity = Keys.load(TestWorld.keys(), PeerRole.AGENT);
      Outward outward = new Outward(identity, TestWorld.PATIENT, null, null);
      TlsChannel tls = outward.dial(channel, target.address());
      Journal journal = new Journal(null, target, Duration.ofSeconds(3), ticker);
      Rules rules = new Rules(target, new Meters().of(target, ticker.now().nanos()));
      Door door = new Door(rules, connect, journal, new Told(), (socket, visit) -> {}, lookups);
      AgentEnd end = new AgentEnd(() -> rules, door, new Told(), () -> NONE_REVOKED);
      new Session(tls, identity, "gateway", end, TestWorld.PATIENT, ticker, counters).run();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private final class Told implements AgentEnd.Listener {
    @Override
    public void established(Session session) {}

    @Override
    public void checked(Map<String, String> results) {}

    @Override
    public void refused(String service, Reason reason, String text) {
      refusals.stream(service, reason, text);
      atHome.add(text);
    }

    @Override
    public void ended(boolean stood, String why) {}
  }

  private static final Revocations NONE_REVOKED = new Revocations(List.of());

  private static InetAddress[] unknown(String host) throws UnknownHostException {
    throw new UnknownHostException(host);
  }

  private InetAddress[] never(AtomicInteger asked) throws UnknownHostException {
    asked.incrementAndGet();
    try {
      resolverAnswers.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return InetAddress.getAllByName("127.0.0.1");
  }

  @Test
  void aNameOfThisMachineIsFoundByTheAgent() throws Exception {
    try (TestTarget target = TestTarget.echo();
        TestWorld both = TestWorld.linked(new Endpoint("localhost", target.at().port()))) {
      Socket socket = both.connect();
      assertThat(TestWorld.echoes(socket)).isTrue();
    }
  }

  @Test
  void aNameThatNobodyKnowsIsNamedAtHomeAndNotToTheGateway() throws Exception {
    Endpoint nowhere = new Endpoint("db.example", 5432);
    RawEnd gateway = linked(Map.of("db", nowhere), NamedTargetsTest::unknown);
    gateway.say(Frames.open(1, 1000, "db", "10.0.0.1:1"));
    gateway.readUntil("no address is known at home for its name");
    assertThat(gateway.heard()).doesNotContain("db.example");
    assertThat(atHome).containsExactly("db.example:5432: no address is known at home for its name");
    assertThat(counters.snapshot().refused(Reason.TARGET_REFUSED)).isEqualTo(1);
  }

  @Test
  void aResolverThatHangsHoldsAFewThreadsAndEachStreamForTheLimitOnly() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    TestTarget target = world.own(TestTarget.echo());
    Map<String, Endpoint> services =
        Map.of("db", new Endpoint("db.example", 5432), "near", target.at());
    RawEnd gateway = linked(services, host -> never(asked));
    for (int id = 1; id <= 200; id++) {
      gateway.say(Frames.open(id, 1000, "db", "10.0.0.1:1"));
    }
    gateway.say(Frames.open(201, 1000, "near", "10.0.0.1:1"));
    gateway.data(201, "still here".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    gateway.readUntil("still here");
    gateway.readUntil("its name was not looked up within 2000 ms");
    TestWorld.until(
        "all have given up", () -> counters.snapshot().refused(Reason.TARGET_TIMEOUT) == 200);
    assertThat(asked).hasValue(Lookups.MOST);
    resolverAnswers.countDown();
    gateway.say(Frames.open(202, 1000, "db", "10.0.0.1:1"));
    TestWorld.until("what nobody waits for is left out", () -> asked.get() == Lookups.MOST + 1);
  }

  @Test
  void theAddressesOfANameShareTheTimeAndALaterOneMayAnswer() throws Exception {
    TestTarget target = world.own(TestTarget.echo());
    int port = target.at().port();
    InetAddress silent = InetAddress.getByName("127.0.0.2");
    world.own(full(silent, port)::close);
    Endpoint named = new Endpoint("db.example", port);
    InetAddress good = InetAddress.getByName("127.0.0.1");
    RawEnd gateway = linked(Map.of("db", named), host -> new InetAddress[] {silent, silent, good});
    gateway.say(Frames.open(1, 1000, "db", "10.0.0.1:1"));
    gateway.data(1, "found".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    gateway.readUntil("found");
  }

  @Test
  void whenNoAddressAcceptsTheLimitHoldsForAllTogether() throws Exception {
    InetAddress silent = InetAddress.getByName("127.0.0.2");
    ServerSocket full = full(silent, 0);
    world.own(full::close);
    Endpoint named = new Endpoint("db.example", full.getLocalPort());
    RawEnd gateway =
        linked(
            Map.of("db", named),
            host -> new InetAddress[] {silent, silent, silent, silent, silent});
    long start = System.nanoTime();
    gateway.say(Frames.open(1, 1000, "db", "10.0.0.1:1"));
    gateway.readUntil("it did not accept within 2000 ms");
    assertThat(atHome).containsExactly(named + ": it did not accept within 2000 ms");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(connect.multipliedBy(2));
  }

  /** A port whose queue is full: the system lets further connections wait without an answer. */
  private ServerSocket full(InetAddress at, int port) throws IOException {
    ServerSocket server = new ServerSocket(port, 1, at);
    for (int i = 0; i < 4; i++) {
      SocketChannel waiting = SocketChannel.open();
      world.own(waiting::close);
      waiting.configureBlocking(false);
      boolean connected = waiting.connect(server.getLocalSocketAddress());
      assertThat(connected || waiting.isConnectionPending()).isTrue();
    }
    return server;
  }

  @Test
  void aHundredThousandStreamsMeetTheSessionsOwnLimitAndDisturbNobody() throws Exception {
    connect = Duration.ofMinutes(1);
    AtomicInteger asked = new AtomicInteger();
    TestTarget target = world.own(TestTarget.echo());
    TestWorld others = TestWorld.linked(target.at());
    world.own(others::close);
    Socket bystander = others.connect();
    Endpoint named = new Endpoint("db.example", TestWorld.freePort().port());
    RawEnd gateway = linked(Map.of("db", named), host -> never(asked));
    long before = heap();
    gateway.listen();
    long longest = 0;
    for (int id = 1; id <= 100_000; id++) {
      gateway.say(Frames.open(id, 1000, "db", "10.0.0.1:1"));
      if (id % 1000 == 0) {
        long start = System.nanoTime();
        assertThat(TestWorld.echoes(bystander)).isTrue();
        longest = Math.max(longest, System.nanoTime() - start);
      }
    }
    TestWorld.until(
        "all but 20,000 are refused",
        Duration.ofSeconds(40),
        () -> counters.snapshot().refused(Reason.LIMIT) == 80_000);
    assertThat(heap() - before).as("bytes of the heap").isLessThan(64L << 20);
    assertThat(Duration.ofNanos(longest)).isLessThan(Duration.ofSeconds(2));
    resolverAnswers.countDown();
    TestWorld.until(
        "the others reach the closed port",
        Duration.ofSeconds(40),
        () -> counters.snapshot().refused(Reason.TARGET_REFUSED) == 20_000);
  }

  private static long heap() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
