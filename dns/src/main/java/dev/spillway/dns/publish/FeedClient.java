package dev.spillway.dns.publish;

import dev.spillway.core.AdapterException;
import dev.spillway.core.Endpoint;
import dev.spillway.core.Sample;
import dev.spillway.dns.ServerSecrets;
import dev.spillway.dns.SteeringTable;
import dev.spillway.dns.publish.Frames.Frame;
import dev.spillway.dns.zone.LiveZones;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * A node's end: takes table and zones over from the first controller that can be reached, and goes
 * on answering from the last ones, in memory and on disk, when none can. Safe for any thread.
 */
public final class FeedClient implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(FeedClient.class.getName());
  private static final Sample.Family CONNECTED =
      Sample.Family.gauge("spillway_dns_node_connected", "1 while this node follows a controller.");
  private static final Sample.Family VERSION =
      Sample.Family.gauge(
          "spillway_dns_node_version", "Version of the steering table that it answers from.");
  private static final int CONNECT_MILLIS = 3000;

  /** The controller says something each second. */
  private static final int SILENCE_MILLIS = 5000;

  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long MOST_PAUSE_MILLIS = 1000;
  private static final long SAVED_EVERY_NANOS = 1_000_000_000;

  /** From what has come to the disk; a node that is killed meanwhile asks for it again. */
  private static final long SETTLES_NANOS = 100_000_000;

  private static final Duration CLOSES_WITHIN = Duration.ofSeconds(5);

  private final List<Endpoint> controllers;
  private final SSLContext identity;
  private final SteeringTable table;
  private final NodeState state;
  private volatile Supplier<Map<String, Map<String, Long>>> counts = Map::of;
  private final AnswerNews news = new AnswerNews(() -> counts.get());
  private final Thread thread;
  private final Thread saver;
  private volatile boolean closed;
  private volatile @Nullable SSLSocket socket;
  private volatile boolean connected;
  private volatile boolean unsaved;

  private FeedClient(List<Endpoint> controllers, SSLContext identity, NodeState state) {
    this.controllers = List.copyOf(controllers);
    this.identity = identity;
    this.state = state;
    this.table = state.table();
    this.thread = Thread.ofPlatform().name("dns-node").daemon().unstarted(this::run);
    this.saver = Thread.ofPlatform().name("dns-node-disk").daemon().unstarted(this::save);
  }

  /**
   * Reads what was taken over last, then connects and reconnects on a thread of its own.
   *
   * @param folder of this node alone
   * @param identity shows who this node is and knows the controller
   * @throws AdapterException.Invalid when the folder cannot be used
   */
  public static FeedClient start(List<Endpoint> controllers, SSLContext identity, Path folder)
      throws AdapterException.Invalid {
    FeedClient client = new FeedClient(controllers, identity, NodeState.open(folder));
    client.thread.start();
    client.saver.start();
    return client;
  }

  /** What to answer from; for reading. */
  public SteeringTable table() {
    return table;
  }

  /** What to answer from. */
  public LiveZones zones() {
    return state.zones();
  }

  /** Is called when zones have changed: servers are to read them anew. */
  public void whenRebuilt(Runnable rebuilder) {
    state.whenRebuilt(rebuilder);
  }

  /**
   * Gives the secrets that all name servers of the controller share: those of the last time at
   * once, others when they come.
   *
   * @param sharer quick
   */
  public void whenShared(Consumer<ServerSecrets> sharer) {
    state.whenShared(sharer);
  }

  /**
   * The controller is told from now on what is answered here.
   *
   * @param answers by host and site, since the start
   */
  public void tellAnswers(Supplier<Map<String, Map<String, Long>>> answers) {
    counts = answers;
  }

  public boolean connected() {
    return connected;
  }

  /** For metrics. */
  public List<Sample> counts() {
    return List.of(CONNECTED.of(connected ? 1 : 0), VERSION.of(table.version()));
  }

  private void run() {
    long pause = FIRST_PAUSE_MILLIS;
    String said = "";
    for (int i = 0; !closed; i++) {
      Endpoint controller = controllers.get(i % controllers.size());
      boolean usual = true;
      try {
        session(controller);
      } catch (IOException | IllegalArgumentException e) {
        String what = e.getMessage() == null ? "the connection has ended" : e.getMessage();
        String why = controller + ": " + what;
        if (!closed && (connected || !why.equals(said))) {
          LOG.log(
              System.Logger.Level.WARNING,
              "dns node: no controller: {0}; version {1} goes on being answered",
              why,
              table.version());
        }
        said = why;
      } catch (RuntimeException e) {
        usual = false;
        LOG.log(
            System.Logger.Level.ERROR,
            "dns node: what "
                + controller
                + " said could not be taken over because of a mistake in Spillway; version "
                + table.version()
                + " goes on being answered, and all is asked for anew",
            e);
      }
      pause = connected && usual ? FIRST_PAUSE_MILLIS : Math.min(MOST_PAUSE_MILLIS, pause * 2);
      connected = false;
      if (!closed) {
        double chance = ThreadLocalRandom.current().nextDouble();
        LockSupport.parkNanos(Math.round(pause * (0.5 + chance / 2) * 1e6));
      }
    }
  }

  private void session(Endpoint controller) throws IOException {
    try (SSLSocket open = (SSLSocket) identity.getSocketFactory().createSocket()) {
      socket = open;
      open.setEnabledProtocols(new String[] {"TLSv1.3"});
      open.setTcpNoDelay(true);
      open.connect(new InetSocketAddress(controller.host(), controller.port()), CONNECT_MILLIS);
      open.setSoTimeout(SILENCE_MILLIS);
      open.startHandshake();
      DataInputStream in =
          new DataInputStream(new BufferedInputStream(open.getInputStream(), 64 * 1024));
      DataOutputStream out = new DataOutputStream(new BufferedOutputStream(open.getOutputStream()));
      while (!closed) {
        Frame frame = Frames.read(in, Frames.MOST_BYTES);
        take(frame, controller);
        if (Frames.asksForCounts(frame)) {
          for (Frame counts : news.frames()) {
            Frames.write(counts, out);
          }
        }
        if (in.available() == 0) {
          Frames.write(state.ack(), out);
          out.flush();
        }
      }
    } finally {
      socket = null;
    }
  }

  private void take(Frame frame, Endpoint controller) {
    switch (frame.kind()) {
      case Frames.UPDATE -> {
        Update update = Update.read(frame.content());
        state.take(update);
        if (update.wholeRows() && !connected) {
          LOG.log(
              System.Logger.Level.INFO,
              "dns node: follows {0}, version {1}",
              controller,
              table.version());
          connected = true;
        }
        unsaved = true;
        LockSupport.unpark(saver);
      }
      case Frames.SECRETS -> state.share(ServerSecrets.read(frame.content()));
      case Frames.PING -> LOG.log(System.Logger.Level.TRACE, "dns node: pinged");
      default -> throw new IllegalArgumentException("an unknown frame '" + frame.kind() + "'");
    }
  }

  /** Off the way of answers; zones before the table that needs their signatures. */
  private void save() {
    Optional<String> failed = Optional.empty();
    while (!closed) {
      LockSupport.parkNanos(SAVED_EVERY_NANOS);
      if (unsaved) {
        settle();
      }
      try {
        table.persist();
        failed = Optional.empty();
      } catch (AdapterException.Transient e) {
        if (failed.isEmpty()) {
          LOG.log(System.Logger.Level.ERROR, "dns node: {0}", e.getMessage());
        }
        failed = Optional.of(String.valueOf(e.getMessage()));
      } catch (RuntimeException e) {
        if (failed.isEmpty()) {
          LOG.log(
              System.Logger.Level.ERROR,
              "dns node: what it holds cannot be saved because of a mistake in Spillway",
              e);
        }
        failed = Optional.of(e.toString());
      }
    }
  }

  /** Waits until answers have gone out and what follows them at once has come. */
  private void settle() {
    long end = System.nanoTime() + SETTLES_NANOS;
    for (long left = SETTLES_NANOS; left > 0 && !closed; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
    unsaved = false;
  }

  /** What has come is still saved. */
  @Override
  public void close() {
    closed = true;
    SSLSocket open = socket;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        LOG.log(System.Logger.Level.DEBUG, "dns node: its connection did not close in form");
      }
    }
    LockSupport.unpark(thread);
    LockSupport.unpark(saver);
    try {
      if (!saver.join(CLOSES_WITHIN)) {
        LOG.log(
            System.Logger.Level.WARNING, "dns node: the disk is slow; the latest may be unsaved");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    state.close(); // what is saved first would be saved no longer
  }
}
