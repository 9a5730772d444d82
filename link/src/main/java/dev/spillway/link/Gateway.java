package dev.spillway.link;

import dev.spillway.core.Endpoint;
import dev.spillway.core.Ticker;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The link's end on the public side. Agents dial in on one port; each service has a port of its own
 * where app instances connect, and every such connection travels home as a stream. Safe for any
 * thread.
 */
public final class Gateway implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Gateway.class.getName());

  private final GatewayConfig config;
  private final Counters counters = new Counters();
  private final Agents agents = new Agents(counters, this::startChecks);
  private final Refusals refusals = new Refusals("gateway", counters, Ticker.system());
  private final Guests guests = new Guests(counters);
  private final Instances instances;
  private final Strangers strangers;
  private final Places places = new Places();
  private final List<ServiceListener> listeners = new ArrayList<>();
  private final Ports ports = new Ports(this::instanceConnected);
  private final KeyWatch keys;

  private Gateway(GatewayConfig config) {
    this.config = config;
    strangers = new Strangers(config.mostStrangers());
    instances = new Instances(refusals, config.mostStreams());
    keys = new KeyWatch(config.identity(), this::endRevoked);
  }

  /**
   * Opens all ports and returns.
   *
   * @throws IOException names the port that cannot be opened; none is open then
   */
  public static Gateway start(GatewayConfig config) throws IOException {
    Gateway gateway = new Gateway(config);
    try {
      gateway.listen();
    } catch (IOException e) {
      gateway.close();
      throw e;
    }
    LOG.log(
        Level.INFO, "gateway: agents dial {0}; services {1}", config.listen(), config.services());
    return gateway;
  }

  public LinkCounts counts() {
    return counters.snapshot();
  }

  /**
   * Says how it is at {@code /status}, one line for each session, and what it has counted at {@code
   * /metrics}, until what is returned is closed.
   *
   * @param at a loopback address
   */
  public AutoCloseable serveStatus(Endpoint at) throws IOException {
    return StatusServer.start(
        at, "gateway", Map.of("/status", this::status, "/metrics", this::metrics));
  }

  private String status() {
    StringBuilder text = new StringBuilder();
    for (Agents.Entry each : agents.all()) {
      text.append(
          "agent name=%s app=%s site=%s rttMicros=%d streams=%d services=%s\n"
              .formatted(
                  each.identity().replace(' ', '_'),
                  each.hello().app(),
                  each.hello().site(),
                  Math.max(0, each.session().roundTripNanos()) / 1000,
                  each.session().streamCount(),
                  String.join(",", each.hello().services())));
    }
    ports
        .now()
        .forEach(
            (name, port) -> text.append("service name=%s at=%s\n".formatted(name, port.listen())));
    return text.append("connectors ").append(guests.size()).append('\n').toString();
  }

  private String metrics() {
    Map<String, ServiceMeter> services = new LinkedHashMap<>();
    instances.meters().forEach((name, meter) -> services.put("service=\"" + name + "\"", meter));
    Map<String, Duration> sessions = new LinkedHashMap<>();
    for (Agents.Entry each : agents.all()) {
      sessions.put(
          "app=\"%s\",site=\"%s\",agent=\"%s\""
              .formatted(
                  each.hello().app(),
                  each.hello().site(),
                  each.identity().replaceAll("[\"\\\\\n]", "_")),
          Duration.ofNanos(Math.max(0, each.session().roundTripNanos())));
    }
    return new MetricsText()
        .counts(counts(), counters.refusals())
        .sessions(sessions)
        .services(services, Ticker.system().now().nanos())
        .toString();
  }

  /** Open streams of all sessions, with checks. */
  public int streams() {
    return agents.all().stream().mapToInt(entry -> entry.session().streamCount()).sum();
  }

  private void endRevoked() {
    agents.endRevoked(config.identity());
    guests.endRevoked(config.identity());
  }

  /** Connectors that have a session now. */
  public int guests() {
    return guests.size();
  }

  private void listen() throws IOException {
    listeners.add(ServiceListener.start("agents", config.listen(), this::agentDialled));
    ports.update(config.services());
  }

  /**
   * Other services from now on: ports of new ones are opened, ports of those that are gone are
   * closed, and no connection that stands is touched.
   *
   * @throws IOException names each port that cannot be opened; all others are open
   */
  public void update(Map<String, ServicePort> services) throws IOException {
    ports.update(services);
  }

  private void agentDialled(SocketChannel socket) throws IOException {
    counters.connections.increment();
    socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
    String from = socket.getRemoteAddress().toString();
    strangers.add(socket);
    Thread.ofVirtual().name("handshake " + from).start(() -> shake(socket, from));
  }

  private void shake(SocketChannel socket, String from) {
    try (TimeLimit limit = new TimeLimit(socket, config.timings().handshake())) {
      TlsChannel tls = new TlsChannel(Carriers.accepted(socket), config.identity().engine());
      tls.handshake();
      begin(tls, from);
    } catch (WebSocketUpgrade.NotAsked e) {
      // A front end asks whether its back end is alive, every few seconds perhaps.
      LOG.log(Level.DEBUG, "gateway: {0}: {1}", from, e.getMessage());
      SocketNear.close(socket, false);
    } catch (IOException | CertificateParsingException | RuntimeException | Error e) {
      // Without memory or threads, too: the socket is freed, and others go on.
      counters.handshakesFailed.increment();
      SocketNear.close(socket, false);
      refusals.stranger(from, e, config.identity());
    } finally {
      strangers.remove(socket);
    }
  }

  private void begin(TlsChannel tls, String from) throws IOException, CertificateParsingException {
    X509Certificate peer = Identity.peer(tls.engine());
    String name = Identity.name(peer);
    places.enter(name);
    boolean begun = false;
    try {
      Session session =
          new Session(tls, from, end(peer), config.timings(), Ticker.system(), counters);
      Thread.ofPlatform().daemon().name("link-" + from).start(() -> run(session, name));
      begun = true;
    } finally {
      if (!begun) {
        places.leave(name);
      }
    }
  }

  private void run(Session session, String name) {
    try {
      session.run();
    } finally {
      places.leave(name);
    }
  }

  /** What its certificate lets the other end be. */
  private SessionEnd end(X509Certificate peer) throws CertificateParsingException {
    return PeerRole.CONNECTOR.isOf(peer)
        ? new GuestEnd(config, ports::now, agents, guests, refusals, peer)
        : new GatewayEnd(agents, peer, config);
  }

  private void instanceConnected(String service, SocketChannel socket) {
    Agents.Entry agent = agents.forService(service);
    Session session = agent == null ? null : agent.session();
    instances.connected(session, "no agent has a session", service, socket, guests.who(socket));
  }

  private void startChecks(Agents.Entry came) {
    // It may have been revoked since its handshake, when it was not in the list yet.
    agents.endRevoked(config.identity());
    Supplier<Map<String, ServicePort>> offered =
        () -> {
          Map<String, ServicePort> both = new LinkedHashMap<>(ports.now());
          both.keySet().retainAll(came.hello().services());
          return both;
        };
    new ServiceChecks(came.session(), offered, config.timings(), config.mostStreams()).start();
  }

  /** Closes all ports and ends all sessions; agents dial again until a gateway is there. */
  @Override
  public void close() {
    keys.close();
    listeners.forEach(ServiceListener::close);
    ports.close();
    strangers.closeAll();
    agents.all().forEach(entry -> entry.session().end("the gateway stops"));
    guests.endAll("the gateway stops");
  }
}
