package dev.spillway.tds;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.sql.SQLException;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A server on a free port of loopback, with one user and one database. It may be stopped and
 * started again on the same port; its data stay until it is closed.
 */
public final class TdsServer implements AutoCloseable {
  public static final String USER = "shop";
  public static final String PASSWORD = "Correct#Horse";

  /** How connections are protected. */
  public enum Encryption {
    /** None at all. */
    NONE,
    /** TLS begins inside TDS packets, as up to TDS 7.4. */
    INSIDE,
    /** TLS comes first, TDS 8. */
    STRICT
  }

  private final Encryption encryption;
  private final @Nullable SSLContext context;
  private final TdsDatabase database;
  private final int port;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final Queue<String> seen = new ConcurrentLinkedQueue<>();
  private final Queue<String> texts = new ConcurrentLinkedQueue<>();
  private ServerSocket listener;

  /** One that does not encrypt. */
  public TdsServer() throws IOException, SQLException {
    this(Encryption.NONE, null);
  }

  /**
   * @param context with the server's certificate; needed unless nothing is encrypted
   */
  public TdsServer(Encryption encryption, @Nullable SSLContext context)
      throws IOException, SQLException {
    this.encryption = encryption;
    this.context = context;
    database = new TdsDatabase();
    listener = listen(0);
    port = listener.getLocalPort();
  }

  public int port() {
    return port;
  }

  /** The application that each connection named, and the kind of each of its requests. */
  public Queue<String> seen() {
    return seen;
  }

  /** Every text of SQL that came, in batches or as a prepared statement, in its order. */
  public Queue<String> texts() {
    return texts;
  }

  /** The next statement that changes rows fails, and what its transaction did is undone. */
  public void failNext(int number, String message) {
    database.failNext(new TdsError(number, message));
  }

  /** Ends all connections and takes no more. */
  public void stop() throws IOException {
    listener.close();
    for (Socket each : open) {
      each.close();
    }
  }

  public void start() throws IOException {
    listener = listen(port);
  }

  private ServerSocket listen(int at) throws IOException {
    ServerSocket made = new ServerSocket();
    made.setReuseAddress(true);
    made.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), at), 100);
    Thread.ofVirtual().name("tds").start(() -> accept(made));
    return made;
  }

  private void accept(ServerSocket from) {
    while (!from.isClosed()) {
      try {
        Socket socket = from.accept();
        socket.setTcpNoDelay(true);
        open.add(socket);
        Thread.ofVirtual().name("tds-client").start(() -> serve(socket));
      } catch (IOException e) {
        if (!from.isClosed()) {
          throw new IllegalStateException("the TDS server cannot accept", e);
        }
      }
    }
  }

  private void serve(Socket socket) {
    try (socket;
        TdsSession session = new TdsSession(database, seen, texts)) {
      TdsTalk.over(socket, encryption, context, session, seen).run();
    } catch (EOFException | SocketException e) {
      // The client has left, as clients do, or this server was stopped.
    } catch (IOException | SQLException e) {
      seen.add("broken: " + e);
    } finally {
      open.remove(socket);
    }
  }

  @Override
  public void close() throws IOException, SQLException {
    stop();
    database.close();
  }
}
