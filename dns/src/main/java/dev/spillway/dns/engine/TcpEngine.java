package dev.spillway.dns.engine;

import dev.spillway.dns.answer.Source;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * TCP (RFC 7766): a virtual thread for each connection, many queries on one connection, answers in
 * the order of the queries. A connection that neither completes a query nor takes its answer within
 * the idle time is closed. Beyond its own limit a client's new connections are closed at once and
 * counted; at the limit for all, the one whose last query is longest ago makes room for the new
 * one.
 */
public final class TcpEngine implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(TcpEngine.class.getName());
  private static final int BACKLOG = 128;
  private static final long SWEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final ServerSocket socket;
  private final Limits limits;
  private final StreamService streams;
  private final Responder responder;
  private final Desks desks;
  private final Set<TcpConnection> connections = ConcurrentHashMap.newKeySet();
  private final ConcurrentMap<Long, Integer> perClient = new ConcurrentHashMap<>();
  private final List<Thread> threads;
  private volatile boolean closed;

  private TcpEngine(
      ServerSocket socket, Limits limits, StreamService streams, Responder responder) {
    this.socket = socket;
    this.limits = limits;
    this.streams = streams;
    this.responder = responder;
    this.desks = new Desks(responder);
    String name = "dns-tcp-" + socket.getLocalPort();
    this.threads =
        List.of(
            Thread.ofPlatform().name(name).daemon().unstarted(this::accept),
            Thread.ofPlatform().name(name + "-sweep").daemon().unstarted(this::sweep));
  }

  /** Binds; nothing is accepted yet. Port 0 takes a free one. */
  public static ServerSocket bind(InetSocketAddress address) throws IOException {
    ServerSocket socket = new ServerSocket();
    try {
      socket.setReuseAddress(true);
      socket.bind(address, BACKLOG);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** Starts to answer on a bound socket, which then belongs to the engine. */
  public static TcpEngine start(
      ServerSocket bound, Limits limits, StreamService streams, Responder responder) {
    TcpEngine engine = new TcpEngine(bound, limits, streams, responder);
    engine.threads.forEach(Thread::start);
    return engine;
  }

  private void accept() {
    while (!closed) {
      try {
        admit(socket.accept());
      } catch (SocketException e) {
        if (!socket.isClosed()) {
          pause();
        }
      } catch (IOException e) {
        pause();
      }
    }
  }

  /** Accepting can fail for lack of file handles, which come back as connections close. */
  private void pause() {
    responder.counters.tcpRefused.increment();
    LockSupport.parkNanos(SWEEP_NANOS);
  }

  private void admit(Socket client) throws IOException {
    InetAddress from = client.getInetAddress();
    Source source = new Source();
    source.set(from);
    Long key = source.client();
    int open = perClient.merge(key, 1, Integer::sum);
    if (open > limits.tcpPerClient()) {
      responder.counters.tcpRefused.increment();
      release(key);
      client.close();
      return;
    }
    makeRoom();
    TcpConnection connection =
        new TcpConnection(client, key, limits.tcpIdle(), desks, streams, responder.counters);
    connections.add(connection);
    Thread.ofVirtual()
        .name("dns-tcp-client")
        .start(() -> {
          try {
            connection.run();
          } finally {
            remove(connection);
          }
        });
  }

  /**
   * When all places are taken, whoever has waited longest since its last whole query leaves: else
   * some clients, each within its own limit, would lock out everybody (RFC 7766 section 6.2.2). A
   * part of a query buys no time, or a client that drips bytes would outlive one that is merely
   * idle; nor does an answer that nobody takes.
   */
  private void makeRoom() {
    if (connections.size() < limits.tcpTotal()) {
      return;
    }
    TcpConnection longest = null;
    for (TcpConnection connection : connections) {
      if (longest == null || connection.deadline() - longest.deadline() < 0) {
        longest = connection;
      }
    }
    if (longest != null) {
      remove(longest);
      longest.leave();
    }
  }

  private void remove(TcpConnection connection) {
    if (connections.remove(connection)) {
      release(connection.client);
    }
  }

  private void release(Long key) {
    perClient.computeIfPresent(key, (k, n) -> n == 1 ? null : n - 1);
  }

  /** One thread keeps all time limits; closing a socket wakes whoever reads or writes it. */
  private void sweep() {
    while (!closed) {
      LockSupport.parkNanos(SWEEP_NANOS);
      long now = System.nanoTime();
      connections.forEach(connection -> connection.closeIfLate(now));
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      socket.close();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "dns: a TCP socket did not close", e);
    }
    connections.forEach(TcpConnection::close);
    threads.forEach(LockSupport::unpark);
    Joins.join(threads);
    connections.forEach(TcpConnection::close); // one that was accepted meanwhile
  }
}
