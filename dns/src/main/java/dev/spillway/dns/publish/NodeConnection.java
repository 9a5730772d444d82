package dev.spillway.dns.publish;

import dev.spillway.dns.publish.Frames.Frame;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import javax.net.ssl.SSLSocket;

/** The controller's end of one node's connection: one thread writes, one reads. */
final class NodeConnection {
  private static final System.Logger LOG = System.getLogger(NodeConnection.class.getName());
  private static final int WAITING_FRAMES = 4096;
  private static final int HANDSHAKE_MILLIS = 5000;

  /** A zone may be on its way while a table is confirmed; each ping brings another confirmation. */
  private static final int MOST_DIFFERING = 5;

  private final SSLSocket socket;
  private final FeedServer feed;
  private final BlockingQueue<Frame> waiting = new ArrayBlockingQueue<>(WAITING_FRAMES);
  private volatile NodeStatus status;
  private int differing;

  NodeConnection(SSLSocket socket, FeedServer feed) {
    this.socket = socket;
    this.feed = feed;
    this.status = new NodeStatus("?", String.valueOf(socket.getRemoteSocketAddress()), -1, "");
  }

  NodeStatus status() {
    return status;
  }

  void run() {
    try {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(HANDSHAKE_MILLIS);
      socket.startHandshake();
      socket.setSoTimeout(0);
      X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
      String name = shown.getSubjectX500Principal().getName();
      status = new NodeStatus(name, status.address(), -1, "");
      LOG.log(System.Logger.Level.INFO, "dns.feed: {0} has come from {1}", name, status.address());
      Thread writer = Thread.ofVirtual().name("dns-feed-writer").unstarted(this::write);
      feed.join(this);
      writer.start();
      read();
    } catch (IOException e) {
      LOG.log(
          System.Logger.Level.INFO,
          "dns.feed: {0} from {1} has gone: {2}",
          status.name(),
          status.address(),
          e.getMessage());
    } finally {
      close();
    }
  }

  /** Never waits; a node whose frames pile up is cut off. */
  void send(Frame frame) {
    if (!waiting.offer(frame)) {
      LOG.log(
          System.Logger.Level.WARNING,
          "dns.feed: {0} does not keep up and is disconnected",
          status.name());
      close();
    }
  }

  private void write() {
    try {
      DataOutputStream out =
          new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), 32 * 1024));
      while (!socket.isClosed()) {
        Frames.write(waiting.take(), out);
        if (waiting.isEmpty()) {
          out.flush();
        }
      }
    } catch (IOException e) {
      close(); // the reader says so
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void read() throws IOException {
    DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    while (true) {
      Frame frame = Frames.read(in, Frames.MOST_NODE_BYTES);
      if (frame.kind() == Frames.COUNTS) {
        feed.counted(frame);
        continue;
      }
      String[] words = new String(frame.content(), StandardCharsets.US_ASCII).split(" ", 2);
      if (frame.kind() != Frames.ACK || words.length != 2 || !words[0].matches("\\d{1,18}")) {
        throw new IOException("it said something that is no acknowledgement");
      }
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

  void close() {
    feed.leave(this);
    try {
      socket.close();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "dns.feed: a connection did not close in form");
    }
    waiting.clear();
    waiting.offer(Frames.of(Frames.PING, new byte[0])); // wakes the writer, which then ends
  }
}
