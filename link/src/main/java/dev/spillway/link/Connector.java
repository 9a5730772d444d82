package dev.spillway.link;

import dev.spillway.core.Endpoint;
import dev.spillway.core.Now;
import dev.spillway.core.Ticker;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The link's end beside instances on hosts that no gateway can be reached from directly, or that
 * have several gateways: it dials all of them and offers each service on a local port. A connection
 * goes to a gateway that has an agent which reaches the service, of those to the one that carries
 * the fewest streams of this connector. Safe for any thread.
 */
public final class Connector implements AutoCloseable {
  private static final int MOST_STREAMS = 19_000;

  private final List<Uplink> uplinks;
  private final Counters counters;
  private final Instances instances;
  private final List<ServiceListener> listeners = new ArrayList<>();
  private final KeyWatch keys;
  private final Identity identity;
  private final Ticker ticker;

  private Connector(ConnectorConfig config, Ticker ticker) {
    identity = config.identity();
    this.ticker = ticker;
    counters = new Counters();
    uplinks =
        config.gateways().stream().map(each -> new Uplink(config, each, counters, ticker)).toList();
    instances = new Instances(new Refusals("connector", counters, ticker), MOST_STREAMS);
    keys = new KeyWatch(config.identity(), () -> uplinks.forEach(Uplink::endRevoked), ticker);
  }

  /**
   * Opens the local ports and begins to dial; a gateway that is not there yet is no error.
   *
   * @throws IOException names the port that cannot be opened; none is open then
   */
  public static Connector start(ConnectorConfig config) throws IOException {
    return start(config, Ticker.system());
  }

  static Connector start(ConnectorConfig config, Ticker ticker) throws IOException {
    Connector connector = new Connector(config, ticker);
    try {
      for (Map.Entry<String, Endpoint> each : config.services().entrySet()) {
        String name = each.getKey();
        connector.listeners.add(
            ServiceListener.start(
                "service '" + name + "'",
                each.getValue(),
                socket -> connector.instanceConnected(name, socket)));
      }
    } catch (IOException e) {
      connector.close();
      throw e;
    }
    connector.uplinks.forEach(Uplink::start);
    return connector;
  }

  private void instanceConnected(String service, SocketChannel socket) {
    String none = "no gateway has a session";
    Visitor who = Visitor.instance(socket);
    instances.connected(tried -> best(service, tried), none, service, socket, who);
  }

  private @Nullable Session best(String service, Set<Session> tried) {
    @Nullable Session best = null;
    boolean bestOffers = false;
    for (Uplink uplink : uplinks) {
      Session session = uplink.session();
      boolean offers = uplink.offers(service);
      if (session != null
          && !session.isEnding()
          && !tried.contains(session)
          && (offers || tried.isEmpty())
          && (best == null
              || (offers && !bestOffers)
              || (offers == bestOffers && session.load() < best.load()))) {
        best = session;
        bestOffers = offers;
      }
    }
    return best;
  }

  /**
   * Says how it is at {@code /status}, one line for each gateway, and what it has counted at {@code
   * /metrics}, until what is returned is closed.
   *
   * @param at a loopback address
   */
  public AutoCloseable serveStatus(Endpoint at) throws IOException {
    return StatusServer.start(
        at, "connector", Map.of("/status", this::status, "/metrics", this::metrics));
  }

  String status() {
    StringBuilder text = new StringBuilder();
    for (Uplink uplink : uplinks) {
      Session session = uplink.session();
      text.append(
          "gateway at=%s connected=%s streams=%d\n"
              .formatted(
                  uplink.gateway(), session != null, session == null ? 0 : session.streamCount()));
    }
    counters
        .refusals()
        .forEach((what, count) ->
            text.append(
                "refused service=%s reason=%s count=%d\n"
                    .formatted(what.service(), what.reason().word(), count)));
    text.append(identity.statusLine());
    for (Uplink uplink : uplinks) {
      Session session = uplink.session();
      if (session != null) {
        text.append(session.certificates.statusLine("gateway=" + uplink.gateway()));
      }
    }
    return text.toString();
  }

  String metrics() {
    Map<String, ServiceMeter> services = new LinkedHashMap<>();
    instances.meters().forEach((name, meter) -> services.put("service=\"" + name + "\"", meter));
    Map<String, Duration> sessions = new LinkedHashMap<>();
    Map<String, Duration> certificates = new LinkedHashMap<>();
    Now now = ticker.now();
    for (Uplink uplink : uplinks) {
      Session session = uplink.session();
      String gateway = "gateway=\"" + uplink.gateway() + "\"";
      sessions.put(
          gateway, Duration.ofNanos(session == null ? -1 : Math.max(0, session.roundTripNanos())));
      if (session != null) {
        certificates.put(gateway, session.certificates.left(now.wall()));
      }
    }
    return new MetricsText()
        .counts(counts(), counters.refusals())
        .sessions(sessions)
        .services(services, now.nanos())
        .certificates(identity.left(now.wall()), certificates)
        .toString();
  }

  public LinkCounts counts() {
    return counters.snapshot();
  }

  /** Gateways that have a session now. */
  public int connected() {
    return (int) uplinks.stream().filter(uplink -> uplink.session() != null).count();
  }

  /** Open streams to each gateway, in the order of the configuration. */
  public List<Integer> streams() {
    return uplinks.stream()
        .map(Uplink::session)
        .map(session -> session == null ? 0 : session.streamCount())
        .toList();
  }

  /** Whether some gateway has an agent that reaches the service now. */
  public boolean offers(String service) {
    return offering(service) > 0;
  }

  /** Gateways that have an agent which reaches the service now. */
  int offering(String service) {
    return (int) uplinks.stream().filter(uplink -> uplink.offers(service)).count();
  }

  /** Closes the ports and ends all sessions, within about two seconds. */
  @Override
  public void close() {
    keys.close();
    listeners.forEach(ServiceListener::close);
    uplinks.forEach(Uplink::close);
  }
}
