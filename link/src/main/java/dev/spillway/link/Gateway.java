package dev.spillway.link;

import dev.spillway.core.Endpoint;
import dev.spillway.core.Ticker;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.SocketChannel;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
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
  private final Refusals refusals = new Refusals("gateway", counters, Ticker.system());
  private final LongLists longLists = new LongLists();
  private final Guests guests = new Guests(counters);
  private final Agents agents = new Agents(counters, this::startChecks, guests::tell);
  private final Instances instances;
  private final Arrivals arrivals;
  private final List<ServiceListener> listeners = new ArrayList<>();
  private final Ports ports = new Ports(this::instanceConnected);
  private final GatewayPages pages;
  private final KeyWatch keys;

  private Gateway(GatewayConfig config, Ticker ticker) {
    this.config = config;
    arrivals = new Arrivals(config, counters, refusals, this::end, ticker);
    instances = new Instances(refusals, config.mostStreams());
    pages = new GatewayPages(agents, guests, ports, instances, counters, config.identity(), ticker);
    keys = new KeyWatch(config.identity(), this::endRevoked, ticker);
  }

  /**
   * Opens all ports and returns.
   *
   * @throws IOException names the port that cannot be opened; none is open then
   */
  public static Gateway start(GatewayConfig config) throws IOException {
    return start(config, Ticker.system());
  }

  static Gateway start(GatewayConfig config, Ticker ticker) throws IOException {
    Gateway gateway = new Gateway(config, ticker);
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
        at, "gateway", Map.of("/status", pages::status, "/metrics", pages::metrics));
  }

  String statusText() {
    return pages.status();
  }

  /** Bytes of revocation lists that are not whole, or not judged yet. */
  int heldOfLists() {
    return longLists.held();
  }

  String metrics() {
    return pages.metrics();
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
    listeners.add(ServiceListener.start("agents", config.listen(), arrivals::dialled));
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

  /** What its certificate lets the other end be. */
  private SessionEnd end(X509Certificate peer) throws CertificateParsingException {
    return PeerRole.CONNECTOR.isOf(peer)
        ? new GuestEnd(config, ports::now, agents, guests, refusals, peer)
        : new GatewayEnd(
            agents,
            peer,
            config,
            new RevocationNews(config.identity(), this::endRevoked),
            longLists);
  }

  private void instanceConnected(String service, SocketChannel socket) {
    instances.connected(
        agents.ways(service), "no agent has a session", service, socket, guests.who(socket));
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
    new ServiceChecks(
            came.session(),
            offered,
            config.timings(),
            config.mostStreams(),
            results -> agents.checked(came, results))
        .start();
  }

  /** Closes all ports and ends all sessions; agents dial again until a gateway is there. */
  @Override
  public void close() {
    keys.close();
    listeners.forEach(ServiceListener::close);
    ports.close();
    arrivals.close();
    agents.all().forEach(entry -> entry.session().end("the gateway stops"));
    guests.endAll("the gateway stops");
  }
}
