package dev.spillway.dns;

import dev.spillway.core.AdapterException;
import dev.spillway.core.Endpoint;
import dev.spillway.core.SteeredHost;
import dev.spillway.core.Zone;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An authoritative DNS server for some zones and the hosts of a steering table in them, over UDP
 * and TCP. It answers from the table as it is, with or without a controller. Safe for any thread.
 */
public final class DnsServer implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(DnsServer.class.getName());

  /** A free TCP port may be taken for UDP; the next one hardly is as well. */
  private static final int PORT_TRIES = 8;

  private final List<Zone> zones;
  private final SteeringTable table;
  private final Counters counters = new Counters();
  private final List<AutoCloseable> engines = new ArrayList<>();
  private final List<InetSocketAddress> addresses = new ArrayList<>();
  private final SteeringTable.Follower follower = this::follow;
  private volatile Snapshot snapshot;

  private DnsServer(List<Zone> zones, SteeringTable table) {
    this.zones = List.copyOf(zones);
    this.table = table;
    this.snapshot = Snapshot.of(this.zones, Rows.NONE, counters::site);
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
    DnsServer server;
    try {
      server = new DnsServer(zones, table);
    } catch (IllegalArgumentException e) {
      throw new AdapterException.Invalid("dns: " + e.getMessage(), e);
    }
    table.follow(server.follower);
    Responder responder =
        new Responder(
            () -> server.snapshot,
            new SlotDraws(settings.seed()),
            settings.ticker(),
            server.counters);
    try {
      for (InetSocketAddress address : settings.listen()) {
        server.listen(address, settings, responder);
      }
    } catch (AdapterException.Invalid | RuntimeException e) {
      server.close();
      throw e;
    }
    LOG.log(
        System.Logger.Level.INFO,
        "dns: answering for {0} on {1}",
        zones.stream().map(Zone::name).toList(),
        server.addresses);
    return server;
  }

  private void listen(InetSocketAddress wanted, DnsSettings settings, Responder responder)
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
        engines.add(ChannelEngine.start(bound, settings.workers(), responder));
        listenByAddress(bound, settings, responder);
        engines.add(TcpEngine.start(tcp.release(), settings, responder));
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
        engines.add(ChannelEngine.start(address, settings.workers(), responder));
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
    Snapshot next =
        changed.map(row -> snapshot.with(row, rows.version(), counters::site)).orElse(null);
    if (next == null) {
      next = Snapshot.of(zones, rows, counters::site);
      for (SteeredHost row : changed.map(List::of).orElseGet(() -> List.copyOf(rows.hosts()))) {
        if (!Snapshot.serves(zones, row.host())) {
          LOG.log(
              System.Logger.Level.WARNING,
              "dns: {0} is steered but lies in none of the zones {1}; it is not answered",
              row.host(),
              zones.stream().map(Zone::name).toList());
        }
      }
    }
    snapshot = next;
  }

  /** Where it answers, with the ports that were really taken, in the settings' order. */
  public List<InetSocketAddress> addresses() {
    return List.copyOf(addresses);
  }

  /** All counters since the start. */
  public List<Count> counts() {
    return counters.read();
  }

  /** All counters by {@link Count#key}. */
  public Map<String, Long> counters() {
    Map<String, Long> all = new LinkedHashMap<>();
    counts().forEach(count -> all.put(count.key(), count.value()));
    return all;
  }

  /** Ends all threads and frees the ports; the table stays open. */
  @Override
  public void close() {
    table.unfollow(follower);
    for (AutoCloseable engine : engines) {
      try {
        engine.close();
      } catch (Exception e) {
        LOG.log(System.Logger.Level.WARNING, "dns: an engine did not close", e);
      }
    }
  }
}
