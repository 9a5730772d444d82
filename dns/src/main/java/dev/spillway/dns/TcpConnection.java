package dev.spillway.dns;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;

/** One client's connection: reads queries with their length in front, and answers each in turn. */
final class TcpConnection implements AutoCloseable {
  /** A longer one is not a question; its connection is closed. */
  private static final int QUERY_BYTES = 4096;

  /** Enough for {@link RowCheck#MOST_ADDRESSES} addresses. */
  private static final int ANSWER_BYTES = 16_384;

  private final Socket socket;
  private final long idleNanos;
  private final Responder responder;
  private volatile long deadline;

  TcpConnection(Socket socket, Duration idle, Responder responder) {
    this.socket = socket;
    this.idleNanos = idle.toNanos();
    this.responder = responder;
    extend();
  }

  private void extend() {
    deadline = System.nanoTime() + idleNanos;
  }

  void closeIfLate(long nowNanos) {
    if (nowNanos - deadline > 0) {
      close();
    }
  }

  /** Serves until the client leaves, sends what is no query, or is late. */
  void run() {
    try (socket) {
      socket.setTcpNoDelay(true);
      serve();
    } catch (EOFException e) {
      responder.counters.tcpClosed.increment(); // the client is done
    } catch (IOException e) {
      responder.counters.tcpBroken.increment();
    }
  }

  private void serve() throws IOException {
    DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    OutputStream out = new BufferedOutputStream(socket.getOutputStream(), ANSWER_BYTES);
    Responder.Worker worker = responder.worker();
    ByteBuffer answer = ByteBuffer.allocate(ANSWER_BYTES);
    while (true) {
      int length = in.readUnsignedShort();
      if (length < Wire.HEADER || length > QUERY_BYTES) {
        responder.counters.dropped.increment();
        break;
      }
      byte[] query = in.readNBytes(length);
      if (query.length < length) {
        throw new EOFException();
      }
      ByteBuffer message = ByteBuffer.wrap(query);
      if (worker.respond(message, socket.getInetAddress(), true, answer) == 0) {
        break;
      }
      out.write(answer.limit() >>> 8);
      out.write(answer.limit());
      out.write(answer.array(), 0, answer.limit());
      if (in.available() == 0) {
        out.flush(); // else the next answer goes into the same segment
      }
      extend();
    }
    out.flush();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      responder.counters.tcpBroken.increment();
    }
  }
}
