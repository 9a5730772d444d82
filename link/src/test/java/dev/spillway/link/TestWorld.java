package dev.spillway.link;

import dev.spillway.core.Endpoint;
import dev.spillway.core.Service;
import dev.spillway.core.Ticker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Both ends of a link with what surrounds them, on free ports of loopback. */
final class TestWorld implements AutoCloseable {
  /** Short waits, long enough for a busy machine. */
  static final LinkTimings QUICK =
      new LinkTimings(
          Duration.ofMillis(100),
          Duration.ofMillis(1500),
          Duration.ofSeconds(3),
          Duration.ofSeconds(2),
          Duration.ofMillis(300),
          Duration.ofMillis(500));

  /** Waits in which a test has time to do something between two steps of a session. */
  static final LinkTimings PATIENT =
      new LinkTimings(
          Duration.ofMillis(100),
          Duration.ofSeconds(10),
          Duration.ofSeconds(15),
          Duration.ofSeconds(2),
          Duration.ofMinutes(1));

  /** Made once, and only by those who need them. */
  private static final class Made {
    private static final Path KEYS = makeKeys("-1H");
  }

  interface Closing {
    void close() throws Exception;
  }

  /** Of the gateway. */
  LinkTimings timings = QUICK;

  /** Of both ends. */
  Ticker ticker = Ticker.system();

  /** The app and site that the gateway is for; empty for any. */
  String only = "";

  final Endpoint agentsPort = freePort();
  final Endpoint servicePort = freePort();
  private final List<Closing> closings = new ArrayList<>();

  static Path keys() {
    return Made.KEYS;
  }

  static Path makeKeys(String start) {
    try {
      Path dir = TestFolders.make().resolve("keys");
      Keys.init(dir, start, start.equals("-1H") ? 365 : 1);
      return dir;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Below the ports that Linux gives to clients, so that no connection takes it meanwhile. */
  static Endpoint freePort() {
    for (int i = 0; i < 100; i++) {
      int port = ThreadLocalRandom.current().nextInt(15_000, 32_000);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return new Endpoint("127.0.0.1", socket.getLocalPort());
      } catch (IOException e) {
        continue; // taken: the next one
      }
    }
    throw new IllegalStateException("100 ports of loopback were taken");
  }

  <T extends Closing> T own(T each) {
    closings.add(each);
    return each;
  }

  Gateway gateway() throws IOException {
    return gateway("tcp");
  }

  Gateway gateway(String check) throws IOException {
    Gateway gateway = startGateway(check, Made.KEYS);
    own(gateway::close);
    return gateway;
  }

  Gateway startGateway(String check, Path keys) throws IOException {
    return Gateway.start(
        new GatewayConfig(
            agentsPort,
            Keys.load(keys, PeerRole.GATEWAY),
            Map.of("db", new ServicePort(servicePort, check)),
            timings,
            2000,
            16,
            only),
        ticker);
  }

  Agent agent(Endpoint service) throws IOException {
    return agent(agentsPort, Map.of("db", service), Made.KEYS);
  }

  Agent agent(Endpoint gateway, Map<String, Endpoint> services, Path keys) throws IOException {
    var target = new AgentConfig.Target("shop", "cloud", gateway, services);
    return started(new AgentConfig(Keys.load(keys, PeerRole.AGENT), List.of(target), null, QUICK));
  }

  /** An agent with several gateways, or with limits. */
  Agent agent(AgentConfig.Target... targets) throws IOException {
    return started(
        new AgentConfig(Keys.load(Made.KEYS, PeerRole.AGENT), List.of(targets), null, QUICK));
  }

  /** An agent that logs its streams. */
  Agent agent(Endpoint service, AuditLog log) throws IOException {
    return started(
        new AgentConfig(
            Keys.load(Made.KEYS, PeerRole.AGENT),
            List.of(target(service, Service.Limits.NONE)),
            null,
            QUICK,
            null,
            log));
  }

  /** What an agent of this world's gateway may give it. */
  AgentConfig.Target target(Endpoint service, Service.Limits limits) {
    return new AgentConfig.Target(
        "shop", "cloud", agentsPort, Map.of("db", service), Map.of("db", limits));
  }

  private Agent started(AgentConfig config) throws IOException {
    Agent agent = Agent.start(config, ticker);
    own(agent::close);
    return agent;
  }

  /** An agent that dials by WebSocket. */
  Agent agent(WebAddress web, @Nullable WebTrust trust, @Nullable HttpProxy proxy, Endpoint service)
      throws IOException {
    var target =
        new AgentConfig.Target(
            "shop", "cloud", web.at(), Map.of("db", service), Map.of(), Map.of(), web);
    return started(
        new AgentConfig(
            Keys.load(Made.KEYS, PeerRole.AGENT),
            List.of(target),
            null,
            QUICK,
            proxy,
            null,
            trust == null ? WebTrust.read(null) : trust));
  }

  /** A gateway and an agent with a session, and the service behind them. */
  static TestWorld linked(Endpoint service) throws IOException {
    TestWorld world = new TestWorld();
    world.gateway();
    Agent agent = world.agent(service);
    until("a session stands", () -> isConnected(agent));
    return world;
  }

  static boolean isConnected(Agent agent) {
    return agent.status().values().stream().allMatch(status -> status.connected());
  }

  /** A connection of an app instance. */
  Socket connect() throws IOException {
    return connect(servicePort);
  }

  /** The same, at a port of a connector's, or of another service. */
  Socket connect(Endpoint at) throws IOException {
    Socket socket = new Socket(at.host(), at.port());
    socket.setSoTimeout(10_000);
    socket.setTcpNoDelay(true);
    own(socket::close);
    return socket;
  }

  /**
   * Whether what stands behind the connection still answers; false when it has ended. Silence is
   * neither.
   */
  static boolean echoes(Socket socket) {
    try {
      socket.getOutputStream().write(5);
      return socket.getInputStream().read() == 5;
    } catch (SocketTimeoutException e) {
      throw new AssertionError("neither an answer nor an end", e);
    } catch (IOException e) {
      return false;
    }
  }

  static void until(String what, BooleanSupplier condition) {
    until(what, Duration.ofSeconds(15), condition);
  }

  static void until(String what, Duration limit, BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > limit.toNanos()) {
        throw new AssertionError("not within " + limit + ": " + what);
      }
      LockSupport.parkNanos(2_000_000);
    }
  }

  @Override
  public void close() {
    for (Closing each : closings.reversed()) {
      try {
        each.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
