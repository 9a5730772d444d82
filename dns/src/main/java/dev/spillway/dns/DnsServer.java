package dev.spillway.dns;

import dev.spillway.core.AdapterException;
import dev.spillway.core.Endpoint;
import dev.spillway.core.Sample;
import dev.spillway.core.SteeredHost;
import dev.spillway.core.Zone;
import dev.spillway.dns.answer.Identity;
import dev.spillway.dns.answer.PlainZone;
import dev.spillway.dns.answer.SlotDraws;
import dev.spillway.dns.answer.Snapshot;
import dev.spillway.dns.answer.SnapshotBuilder;
import dev.spillway.dns.answer.ZoneSource;
import dev.spillway.dns.engine.BindProblem;
import dev.spillway.dns.engine.Counters;
import dev.spillway.dns.engine.Engines;
import dev.spillway.dns.engine.OwnAddresses;
import dev.spillway.dns.engine.QueryLog;
import dev.spillway.dns.engine.Responder;
import dev.spillway.dns.engine.StreamService;
import dev.spillway.dns.engine.TcpEngine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An authoritative DNS server for some zones and the hosts of a steering table in them, over UDP
 * and TCP. It answers from the table as it is, with or without a controller. Safe for any thread.
 */
public final class DnsServer implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(DnsServer.class.getName());

  /** A free TCP port may be taken for UDP; the next one hardly is as well. */
  private static final int PORT_TRIES = 8;

  /** Each costs a copy of the table of names; of more, rendering all anew is quicker. */
  private static final int MOST_CAUGHT_UP = 100;

  private final SteeringTable table;
  private final SlotDraws draws;
  private final Identity identity;
  private final Counters counters = new Counters();
  private final List<AutoCloseable> engines = new ArrayList<>();
  private final List<InetSocketAddress> addresses = new ArrayList<>();
  private final SteeringTable.Follower follower = this::follow;
  private final Function<String, Map<String, Long>> answered = counters::answers;
  private volatile @Nullable QueryLog queryLog;
  private volatile SnapshotBuilder builder;
  private volatile Snapshot snapshot;

  private DnsServer(List<? extends ZoneSource> zones, SteeringTable table, DnsSettings settings) {
    this.table = table;
    this.draws = new SlotDraws(settings.seed());
    this.identity = settings.identity();
    this.builder = new SnapshotBuilder(zones, counters);
    this.snapshot = builder.build(List.of(), 0);
  }

  /**
   * Starts with the usual settings ({@link DnsSettings#of}).
   *
   * @throws AdapterException.Invalid as {@link #start(List, SteeringTable, DnsSettings)}
   */
  public static DnsServer start(List<Zone> zones, SteeringTable table, List<Endpoint> listen)
      throws AdapterException.Invalid {
    return start(zones, table, DnsSettings.at(listen));
  }

  /**
   * Starts; when it returns, all addresses answer.
   *
   * @throws AdapterException.Invalid when a zone is wrong or an address cannot be listened on; says
   *     what to do. Nothing is left running
   */
  public static DnsServer start(List<Zone> zones, SteeringTable table, DnsSettings settings)
      throws AdapterException.Invalid {
    try {
      List<PlainZone> plain = zones.stream().map(PlainZone::new).toList();
      return start(plain, StreamService.NONE, table, settings);
    } catch (IllegalArgumentException e) {
      throw new AdapterException.Invalid("dns: " + e.getMessage(), e);
    }
  }

  /**
   * The same with zones that hold more than their name servers.
   *
   * @param streams answers zone transfers
   */
  public static DnsServer start(
      List<? extends ZoneSource> zones,
      StreamService streams,
      SteeringTable table,
      DnsSettings settings)
      throws AdapterException.Invalid {
    DnsServer server;
    try {
      server = new DnsServer(zones, table, settings);
      table.follow(server.follower);
      table.answers().add(server.answered);
    } catch (IllegalArgumentException e) {
      throw new AdapterException.Invalid("dns: " + e.getMessage(), e);
    }
    QueryLog log = server.log(settings.queryLog());
    Responder responder =
        new Responder(
            () -> server.snapshot,
            server.draws,
            server.identity,
            settings.limits(),
            settings.epochMillis(),
            server.counters,
            streams,
            log);
    try {
      for (InetSocketAddress address : settings.listen()) {
        server.listen(address, settings, streams, responder);
      }
    } catch (AdapterException.Invalid | RuntimeException e) {
      server.close();
      throw e;
    }
    LOG.log(
        System.Logger.Level.INFO,
        "dns: answering for {0} on {1}",
        server.builder.zoneNames(),
        server.addresses);
    return server;
  }

  private @Nullable QueryLog log(QueryLog.@Nullable Settings settings)
      throws AdapterException.Invalid {
    try {
      queryLog = settings == null ? null : QueryLog.start(settings, counters);
      return queryLog;
    } catch (IOException e) {
      close();
      throw new AdapterException.Invalid(
          "dns.query-log: the file cannot be opened: "
              + e
              + "; name one that this user may write, or leave query-log out",
          e);
    }
  }

  private void listen(
      InetSocketAddress wanted, DnsSettings settings, StreamService streams, Responder responder)
      throws AdapterException.Invalid {
    if (wanted.isUnresolved()) {
      throw new AdapterException.Invalid(
          "dns: cannot listen on "
              + wanted.getHostString()
              + ": no address is known for that name;"
              + " write an address of this machine");
    }
    for (int i = 1; ; i++) {
      // TCP first: unlike UDP with SO_REUSEPORT it notices another server on the port
      try (ServerSocketHolder tcp = new ServerSocketHolder(TcpEngine.bind(wanted))) {
        InetSocketAddress bound =
            new InetSocketAddress(wanted.getAddress(), tcp.socket.getLocalPort());
        engines.add(Engines.udp(settings.engine(), bound, settings.workers(), responder));
        listenByAddress(bound, settings, responder);
        engines.add(TcpEngine.start(tcp.release(), settings.limits(), streams, responder));
        addresses.add(bound);
        return;
      } catch (IOException e) {
        if (wanted.getPort() != 0 || i == PORT_TRIES) {
          throw BindProblem.of(wanted, e);
        }
      }
    }
  }

  private void listenByAddress(
      InetSocketAddress wildcard, DnsSettings settings, Responder responder) throws IOException {
    for (InetAddress own : OwnAddresses.of(wildcard.getAddress())) {
      InetSocketAddress address = new InetSocketAddress(own, wildcard.getPort());
      try {
        engines.add(Engines.udp(settings.engine(), address, settings.workers(), responder));
      } catch (IOException e) {
        LOG.log(
            System.Logger.Level.WARNING,
            "dns: no UDP socket of its own for {0}: {1}; queries to it are answered, but perhaps"
                + " from another address of this machine",
            address,
            e.getMessage());
      }
    }
  }

  /** Closes the socket unless somebody has taken it over. */
  private static final class ServerSocketHolder implements AutoCloseable {
    private final ServerSocket socket;
    private boolean taken;

    ServerSocketHolder(ServerSocket socket) {
      this.socket = socket;
    }

    ServerSocket release() {
      taken = true;
      return socket;
    }

    @Override
    public void close() throws IOException {
      if (!taken) {
        socket.close();
      }
    }
  }

  /** Called by the table, one change at a time; queries go on with the snapshot that they have. */
  private void follow(Rows rows, Optional<SteeredHost> changed) {
    SnapshotBuilder present = builder;
    snapshot =
        changed
            .map(row -> present.change(row, rows.hosts(), rows.version()))
            .orElseGet(() -> present.build(rows.hosts(), rows.version()));
    forget(rows, changed);
    for (SteeredHost row : changed.map(List::of).orElseGet(() -> List.copyOf(rows.hosts()))) {
      if (!present.serves(row.host())) {
        LOG.log(
            System.Logger.Level.WARNING,
            "dns: {0} is steered but lies in none of the zones {1}; it is not answered",
            row.host(),
            present.zoneNames());
      }
    }
  }

  /** What the new snapshot no longer names is no longer counted. */
  private void forget(Rows rows, Optional<SteeredHost> changed) {
    if (changed.isEmpty()) {
      counters.keep(rows.byHost().keySet());
    }
    for (SteeredHost row : changed.map(List::of).orElseGet(() -> List.copyOf(rows.hosts()))) {
      counters.keep(row.host(), sites(row));
    }
  }

  private static Set<String> sites(SteeredHost row) {
    return row.sites().stream().map(SteeredHost.SiteAnswer::site).collect(Collectors.toSet());
  }

  /**
   * Answers from these zones from now on, with the same steering table. When they are refused, the
   * present ones stay. Rows go on changing while large zones are rendered; those that did are
   * rendered again.
   *
   * @throws AdapterException.Invalid says what is wrong with them
   */
  public void zones(List<? extends ZoneSource> zones) throws AdapterException.Invalid {
    try {
      SnapshotBuilder next = new SnapshotBuilder(zones, counters);
      Rows from = table.rows();
      Snapshot rendered = next.build(from.hosts(), from.version());
      table.read(rows -> {
        snapshot = caughtUp(next, rendered, from, rows);
        builder = next;
      });
    } catch (IllegalArgumentException e) {
      throw new AdapterException.Invalid("dns: " + e.getMessage(), e);
    }
  }

  private static Snapshot caughtUp(
      SnapshotBuilder builder, Snapshot rendered, Rows from, Rows now) {
    List<SteeredHost> changed =
        now.hosts().stream().filter(h -> from.byHost().get(h.host()) != h).toList();
    if (changed.size() > MOST_CAUGHT_UP || !now.byHost().keySet().equals(from.byHost().keySet())) {
      return builder.build(now.hosts(), now.version());
    }
    Snapshot snapshot = rendered;
    for (SteeredHost row : changed) {
      snapshot = builder.change(row, now.hosts(), now.version());
    }
    return snapshot;
  }

  /** Draws and makes cookies like other servers with these secrets from now on. */
  public void share(ServerSecrets secrets) {
    draws.seed(secrets.seed());
    identity.secret(secrets.cookieHigh(), secrets.cookieLow());
  }

  /** Where it answers, with the ports that were really taken, in the settings' order. */
  public List<InetSocketAddress> addresses() {
    return List.copyOf(addresses);
  }

  /** All counters since the start. */
  public List<Sample> counts() {
    List<Sample> all = new ArrayList<>(counters.read());
    QueryLog log = queryLog;
    if (log != null) {
      all.addAll(log.counts());
    }
    return all;
  }

  /** How many answers for the host have named each site since the start, by site. */
  public Map<String, Long> answers(String host) {
    return counters.answers(host);
  }

  /** The same of all hosts, by host. */
  public Map<String, Map<String, Long>> answers() {
    return counters.answers();
  }

  /** All counters by {@link Sample#key}. */
  public Map<String, Long> counters() {
    Map<String, Long> all = new LinkedHashMap<>();
    counts().forEach(count -> all.put(count.key(), (long) count.value()));
    return all;
  }

  /** Ends all threads and frees the ports; the table stays open. */
  @Override
  public void close() {
    table.unfollow(follower);
    table.answers().remove(answered);
    for (AutoCloseable engine : engines) {
      try {
        engine.close();
      } catch (Exception e) {
        LOG.log(System.Logger.Level.WARNING, "dns: an engine did not close", e);
      }
    }
    QueryLog log = queryLog;
    if (log != null) {
      try {
        log.close();
      } catch (IOException e) {
        LOG.log(System.Logger.Level.WARNING, "dns: the query log did not close", e);
      }
    }
  }
}
