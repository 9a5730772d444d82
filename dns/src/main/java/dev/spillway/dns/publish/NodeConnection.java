package dev.spillway.dns.publish;

import dev.spillway.dns.publish.Frames.Frame;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * The controller's end of one node's connection: one thread writes, one reads. Nobody else waits
 * for the node: what it is to be told waits in a {@link Backlog}, and it is cut off below TLS,
 * whose farewell would wait for the thread that writes.
 */
final class NodeConnection {
  private static final System.Logger LOG = System.getLogger(NodeConnection.class.getName());

  /** The whole of a handshake, however slowly the other side speaks. */
  static final long HANDSHAKE_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** A node confirms each ping, so each second; it may be busy with what it got last. */
  static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** What the slowest link carries: 100 kB/s. Only large updates are given time for their way. */
  private static final long NANOS_PER_BYTE = 10_000;

  private static final Pattern VERSION = Pattern.compile("\\d{1,18}");
  private static final int LARGE_BYTES = 128 << 10;

  /** So that what waits in the kernel keeps no confirmation back for long. */
  private static final int SEND_BUFFER_BYTES = 256 << 10;

  /** A zone may be on its way while a table is confirmed; each ping brings another confirmation. */
  private static final int MOST_DIFFERING = 5;

  private final Socket raw;
  private final SSLContext identity;
  private final FeedServer feed;
  private final Backlog waiting = new Backlog();
  private volatile NodeStatus status;
  private volatile boolean joined;
  private final Object times = new Object();
  private long heard = System.nanoTime();
  private long busyUntil = heard;
  private int differing;

  NodeConnection(Socket raw, SSLContext identity, FeedServer feed) {
    this.raw = raw;
    this.identity = identity;
    this.feed = feed;
    this.status = new NodeStatus("?", String.valueOf(raw.getRemoteSocketAddress()), -1, "");
  }

  NodeStatus status() {
    return status;
  }

  /** False during the handshake. */
  boolean joined() {
    return joined;
  }

  void run() {
    try {
      raw.setTcpNoDelay(true);
      raw.setSendBufferSize(SEND_BUFFER_BYTES);
      SSLSocket socket = (SSLSocket) identity.getSocketFactory().createSocket(raw, null, true);
      socket.setNeedClientAuth(true);
      socket.setEnabledProtocols(new String[] {"TLSv1.3"});
      socket.startHandshake();
      X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
      String name = shown.getSubjectX500Principal().getName();
      status = new NodeStatus(name, status.address(), -1, "");
      LOG.log(System.Logger.Level.INFO, "dns.feed: {0} has come from {1}", name, status.address());
      hear();
      joined = true;
      feed.join(this);
      Thread.ofVirtual().name("dns-feed-writer").start(() -> write(socket));
      read(socket);
    } catch (IOException e) {
      LOG.log(
          System.Logger.Level.INFO,
          "dns.feed: {0} from {1} has gone: {2}",
          status.name(),
          status.address(),
          e.getMessage());
    } finally {
      close(false);
    }
  }

  /** Never waits. */
  void send(Update update) {
    waiting.add(update);
  }

  /**
   * Each second: says that we are there, and ends a connection that stands still. Never waits.
   *
   * @param asks whether the node is to tell what it has answered
   */
  void tick(long nanos, boolean asks) {
    if (nanos - lastMoment() > 0) {
      LOG.log(
          System.Logger.Level.WARNING,
          "dns.feed: {0} from {1} {2} and is cut off",
          status.name(),
          status.address(),
          joined ? "is silent" : "did not end its handshake");
      close(true);
    } else if (joined) {
      waiting.ping(asks);
    }
  }

  private long lastMoment() {
    synchronized (times) {
      if (!joined) {
        return heard + HANDSHAKE_NANOS;
      }
      return (busyUntil - heard > 0 ? busyUntil : heard) + SILENCE_NANOS;
    }
  }

  private void hear() {
    synchronized (times) {
      heard = System.nanoTime();
    }
  }

  private void load(int bytes) {
    synchronized (times) {
      long now = System.nanoTime();
      busyUntil = (busyUntil - now > 0 ? busyUntil : now) + bytes * NANOS_PER_BYTE;
    }
  }

  private void write(SSLSocket socket) {
    try {
      DataOutputStream out =
          new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), 32 * 1024));
      Frames.write(feed.greeting(), out);
      for (Frame next = waiting.take(); next != null; next = waiting.take()) {
        if (next.content().length > LARGE_BYTES) {
          load(next.content().length);
        }
        Frames.write(next, out);
        if (waiting.isEmpty()) {
          out.flush();
        }
      }
    } catch (IOException e) {
      close(false); // the reader says so
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void read(SSLSocket socket) throws IOException {
    DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    while (true) {
      Frame frame = Frames.read(in, Frames.MOST_NODE_BYTES);
      if (frame.kind() == Frames.COUNTS) {
        feed.counted(frame);
        continue;
      }
      String[] words = new String(frame.content(), StandardCharsets.US_ASCII).split(" ", 2);
      if (frame.kind() != Frames.ACK || words.length != 2 || !VERSION.matcher(words[0]).matches()) {
        throw new IOException("it said something that is no acknowledgement");
      }
      hear();
      long version = Long.parseLong(words[0]);
      status = new NodeStatus(status.name(), status.address(), version, words[1]);
      if (feed.agrees(version, words[1])) {
        differing = 0;
      } else if (++differing == MOST_DIFFERING) {
        LOG.log(
            System.Logger.Level.ERROR,
            "dns.feed: {0} holds another content than we do at version {1}; it gets all anew",
            status.name(),
            version);
        return;
      }
    }
  }

  /**
   * Ends it, from any thread, also while another one writes; never waits.
   *
   * @param atOnce without sending what is on its way
   */
  void close(boolean atOnce) {
    feed.leave(this);
    waiting.close();
    try {
      if (atOnce) {
        raw.setSoLinger(true, 0);
      }
      raw.close();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "dns.feed: a connection did not close in form");
    }
  }
}
