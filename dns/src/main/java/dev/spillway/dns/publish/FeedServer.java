package dev.spillway.dns.publish;

import dev.spillway.core.AdapterException;
import dev.spillway.core.Endpoint;
import dev.spillway.core.Sample;
import dev.spillway.core.SteeredHost;
import dev.spillway.dns.Rows;
import dev.spillway.dns.SteeringTable;
import dev.spillway.dns.TableText;
import dev.spillway.dns.publish.Frames.Frame;
import dev.spillway.dns.zone.ImageBytes;
import dev.spillway.dns.zone.LiveZones;
import dev.spillway.dns.zone.ZoneImage;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/**
 * Gives the steering table and the zones to DNS nodes, over TLS 1.3 with certificates on both
 * sides: all of it when a node connects, then each change at once. A node that does not keep up is
 * disconnected and starts anew. Safe for any thread.
 */
public final class FeedServer implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(FeedServer.class.getName());
  private static final Sample.Family NODES =
      Sample.Family.gauge(
          "spillway_dns_nodes",
          "DNS nodes: connected, and of those the ones that answer what the controller would.",
          "state");
  private static final int BACKLOG = 64;
  private static final int MOST_NODES = 256;
  private static final long PING_SECONDS = 1;

  /** Pings from one question for counts to the next. */
  private static final int COUNTS_EVERY = 5;

  private final SSLServerSocket socket;
  private final SteeringTable table;
  private final LiveZones zones;
  private final Set<NodeConnection> nodes = ConcurrentHashMap.newKeySet();
  private final TableDigest digest = new TableDigest();
  private final SteeringTable.Follower follower = this::follow;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("dns-feed-ping").daemon().factory());
  private final AnswerSums sums = new AnswerSums();
  private final Function<String, Map<String, Long>> answered = sums::of;
  private Rows rows = Rows.NONE;
  private long pings;

  private FeedServer(SSLServerSocket socket, SteeringTable table, LiveZones zones) {
    this.socket = socket;
    this.table = table;
    this.zones = zones;
  }

  /**
   * Starts to listen.
   *
   * @param identity asks for a certificate of the other side and decides whom to believe
   * @param keeper whose zones are given with the table
   * @throws AdapterException.Invalid when the address cannot be listened on
   */
  public static FeedServer start(
      Endpoint listen, SSLContext identity, SteeringTable table, ZoneKeeper keeper)
      throws AdapterException.Invalid {
    FeedServer feed = start(listen, identity, table, keeper.live());
    keeper.listen(feed::images);
    return feed;
  }

  static FeedServer start(
      Endpoint listen, SSLContext identity, SteeringTable table, LiveZones zones)
      throws AdapterException.Invalid {
    try {
      SSLServerSocket socket =
          (SSLServerSocket) identity.getServerSocketFactory().createServerSocket();
      socket.setReuseAddress(true);
      socket.setNeedClientAuth(true);
      socket.setEnabledProtocols(new String[] {"TLSv1.3"});
      socket.bind(new InetSocketAddress(listen.host(), listen.port()), BACKLOG);
      FeedServer feed = new FeedServer(socket, table, zones);
      table.follow(feed.follower);
      table.answers().add(feed.answered);
      Thread.ofPlatform().name("dns-feed").daemon().start(feed::accept);
      feed.timer.scheduleWithFixedDelay(feed::ping, PING_SECONDS, PING_SECONDS, TimeUnit.SECONDS);
      return feed;
    } catch (IOException e) {
      throw new AdapterException.Invalid(
          "dns.feed: cannot listen on "
              + listen
              + ": "
              + e.getMessage()
              + "; name an address of this machine and a free port",
          e);
    }
  }

  /** The port that was really taken. */
  public int port() {
    return socket.getLocalPort();
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        SSLSocket client = (SSLSocket) socket.accept();
        if (nodes.size() >= MOST_NODES) {
          client.close();
          continue;
        }
        NodeConnection node = new NodeConnection(client, this);
        Thread.ofVirtual().name("dns-feed-node").start(node::run);
      } catch (SocketException e) {
        LOG.log(System.Logger.Level.DEBUG, "dns.feed: no longer accepting");
      } catch (IOException e) {
        LOG.log(
            System.Logger.Level.WARNING, "dns.feed: a node was not accepted: {0}", e.toString());
      }
    }
  }

  /** Gives everything to a node and adds it to those that get changes. */
  synchronized void join(NodeConnection node) {
    node.send(Frames.of(Frames.ZONES, ImageBytes.write(zones.images())));
    node.send(Frames.of(Frames.TABLE, TableText.write(rows)));
    nodes.add(node);
  }

  void leave(NodeConnection node) {
    nodes.remove(node);
  }

  private synchronized void follow(Rows next, Optional<SteeredHost> changed) {
    rows = next;
    digest.update(next, changed);
    if (changed.isEmpty()) {
      sums.keep(next);
    }
    Rows said = changed.map(row -> new Rows(next.version(), Map.of(row.host(), row))).orElse(next);
    byte kind = changed.isPresent() ? Frames.ROW : Frames.TABLE;
    if (!nodes.isEmpty()) {
      broadcast(Frames.of(kind, TableText.write(said)));
    }
  }

  private synchronized void images(List<ZoneImage> changed) {
    if (!nodes.isEmpty()) {
      broadcast(Frames.of(Frames.CHANGED_ZONES, ImageBytes.write(changed)));
    }
  }

  private void ping() {
    boolean asks = ++pings % COUNTS_EVERY == 0;
    broadcast(asks ? Frames.askForCounts() : Frames.of(Frames.PING, new byte[0]));
  }

  /** A node tells what it has answered. */
  void counted(Frame frame) throws IOException {
    sums.add(frame, rows());
  }

  private synchronized Rows rows() {
    return rows;
  }

  private void broadcast(Frame frame) {
    nodes.forEach(node -> node.send(frame));
  }

  /**
   * A node has taken over what it got.
   *
   * @return false when it is at our version with another content
   */
  synchronized boolean agrees(long version, String text) {
    return version != digest.version() || text.equals(digest.text(zones.digest()));
  }

  private synchronized boolean isEqual(NodeStatus node) {
    return node.version() == digest.version() && agrees(node.version(), node.digest());
  }

  /** All nodes that are connected now, as they stand. */
  public List<NodeStatus> nodes() {
    List<NodeStatus> all = new ArrayList<>();
    nodes.forEach(node -> all.add(node.status()));
    return all;
  }

  /** For metrics. */
  public List<Sample> counts() {
    List<NodeStatus> all = nodes();
    return List.of(
        NODES.of(all.size(), "connected"),
        NODES.of(all.stream().filter(n -> isEqual(n)).count(), "equal"));
  }

  @Override
  public void close() {
    table.unfollow(follower);
    table.answers().remove(answered);
    timer.shutdownNow();
    try {
      socket.close();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "dns.feed: its socket did not close", e);
    }
    nodes.forEach(NodeConnection::close);
  }
}
