package dev.spillway.dns.publish;

import dev.spillway.core.AdapterException;
import dev.spillway.core.Endpoint;
import dev.spillway.core.Sample;
import dev.spillway.core.SteeredHost;
import dev.spillway.dns.Rows;
import dev.spillway.dns.ServerSecrets;
import dev.spillway.dns.SteeringTable;
import dev.spillway.dns.publish.Frames.Frame;
import dev.spillway.dns.zone.LiveZones;
import dev.spillway.dns.zone.ZoneImage;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
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
import org.jspecify.annotations.Nullable;

/**
 * Gives the steering table and the zones to DNS nodes, over TLS 1.3 with certificates on both
 * sides: all of it when a node connects, then each change at once. A change of the table never
 * waits for a node: what a slow one has not got yet is replaced by what is newer, and one that is
 * silent is cut off and starts anew. Safe for any thread.
 */
public final class FeedServer implements AutoCloseable {
  private static final Sample.Family NODES =
      Sample.Family.gauge(
          "spillway_dns_nodes",
          "DNS nodes: connected, and of those the ones that answer what the controller would.",
          "state");
  private static final int MOST_NODES = 256;
  private static final int MOST_HANDSHAKES = 64;
  private static final long PING_SECONDS = 1;

  /** Pings from one question for counts to the next. */
  private static final int COUNTS_EVERY = 5;

  private final SSLContext identity;
  private final SteeringTable table;
  private final ServerSecrets secrets;
  private final FeedDoor door;
  private final Set<NodeConnection> connections = ConcurrentHashMap.newKeySet();
  private final TableDigest digest = new TableDigest();
  private final SteeringTable.Follower follower = this::follow;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("dns-feed-ping").daemon().factory());
  private final AnswerSums sums = new AnswerSums();
  private final Function<String, Map<String, Long>> answered = sums::of;

  /** What nodes are told: rows and images of one moment. */
  private Rows rows = Rows.NONE;

  private long pings;

  private final Map<ByteBuffer, ZoneImage> images = new HashMap<>();

  /** Made for rows that follow at once. */
  private final Map<ByteBuffer, ZoneImage> coming = new HashMap<>();

  /** For nodes that join; null when it is to be made anew. */
  private @Nullable Update everything;

  private FeedServer(
      Endpoint listen, SSLContext identity, SteeringTable table, ServerSecrets secrets)
      throws IOException {
    this.identity = identity;
    this.secrets = secrets;
    this.table = table;
    this.door = new FeedDoor(new InetSocketAddress(listen.host(), listen.port()), this::welcome);
  }

  /**
   * Starts to listen.
   *
   * @param identity asks for a certificate of the other side and decides whom to believe
   * @param keeper whose zones are given with the table; it follows the table already
   * @param secrets that nodes are to share
   * @throws AdapterException.Invalid when the address cannot be listened on
   */
  public static FeedServer start(
      Endpoint listen,
      SSLContext identity,
      SteeringTable table,
      ZoneKeeper keeper,
      ServerSecrets secrets)
      throws AdapterException.Invalid {
    try {
      FeedServer feed = new FeedServer(listen, identity, table, secrets);
      table.follow(feed.follower);
      table.answers().add(feed.answered);
      keeper.listen(feed::images);
      keeper.whenRebuilt(feed::rebuilt);
      feed.rebuilt();
      feed.door.open();
      feed.timer.scheduleWithFixedDelay(feed::tick, PING_SECONDS, PING_SECONDS, TimeUnit.SECONDS);
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
    return door.port();
  }

  private void welcome(Socket guest) {
    NodeConnection node = new NodeConnection(guest, identity, this);
    long shakingHands = connections.stream().filter(c -> !c.joined()).count();
    if (connections.size() >= MOST_NODES + MOST_HANDSHAKES || shakingHands >= MOST_HANDSHAKES) {
      node.close(true); // it tries again within a second
      return;
    }
    connections.add(node);
    Thread.ofVirtual().name("dns-feed-node").start(node::run);
  }

  /**
   * Gives everything to a node, and each change from now on.
   *
   * @throws IOException when there are as many nodes as can be
   */
  synchronized void join(NodeConnection node) throws IOException {
    if (nodes().size() > MOST_NODES) {
      throw new IOException("there are " + MOST_NODES + " nodes already");
    }
    if (everything == null) {
      everything = new Update(rows, true, images.values(), true);
    }
    node.send(everything);
  }

  Frame greeting() {
    return Frames.of(Frames.SECRETS, secrets.bytes());
  }

  void leave(NodeConnection node) {
    connections.remove(node);
  }

  private synchronized void follow(Rows next, Optional<SteeredHost> changed) {
    rows = next;
    broadcast(Update.step(next, changed, coming.values()));
    digest.update(next, changed); // in time for confirmations, which wait for this lock
    if (changed.isEmpty()) {
      sums.keep(next);
    }
  }

  private synchronized void images(List<ZoneImage> changed) {
    changed.forEach(image -> coming.put(ByteBuffer.wrap(image.apex()), image));
  }

  /** Images that have changed without any row; between two rows, so that none is half way. */
  private void rebuilt() {
    table.read(now -> {
      synchronized (this) {
        if (!coming.isEmpty()) {
          Rows none = new Rows(rows.version(), Collections.emptySortedMap());
          broadcast(new Update(none, false, coming.values(), false));
        }
      }
    });
  }

  /** A node tells what it has answered. */
  void counted(Frame frame) throws IOException {
    sums.add(frame, rows());
  }

  private synchronized Rows rows() {
    return rows;
  }

  private void broadcast(Update update) {
    images.putAll(coming);
    coming.clear();
    everything = null;
    connections.stream().filter(NodeConnection::joined).forEach(node -> node.send(update));
  }

  private void tick() {
    long now = System.nanoTime();
    boolean asks = ++pings % COUNTS_EVERY == 0;
    connections.forEach(node -> node.tick(now, asks));
  }

  /**
   * A node has taken over what it got.
   *
   * @return false when it is at our version with another content
   */
  synchronized boolean agrees(long version, String text) {
    return version != digest.version() || text.equals(digest.text(zones()));
  }

  private String zones() {
    return LiveZones.digest(images.values());
  }

  private synchronized boolean isEqual(NodeStatus node) {
    return node.version() == digest.version() && agrees(node.version(), node.digest());
  }

  /** All nodes that are connected now, as they stand. */
  public List<NodeStatus> nodes() {
    return joined().stream().map(NodeConnection::status).toList();
  }

  private Collection<NodeConnection> joined() {
    return connections.stream().filter(NodeConnection::joined).toList();
  }

  /** For metrics. */
  public List<Sample> counts() {
    List<NodeStatus> all = nodes();
    return List.of(
        NODES.of(all.size(), "connected"),
        NODES.of(all.stream().filter(this::isEqual).count(), "equal"));
  }

  @Override
  public void close() {
    table.unfollow(follower);
    table.answers().remove(answered);
    timer.shutdownNow();
    door.close();
    connections.forEach(node -> node.close(false));
  }
}
