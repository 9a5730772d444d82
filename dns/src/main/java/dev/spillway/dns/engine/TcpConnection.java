package dev.spillway.dns.engine;

import dev.spillway.dns.answer.Messages;
import dev.spillway.dns.answer.Wire;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;

/**
 * One client's connection: reads queries with their length in front, and answers each in turn. It
 * holds buffers only while a query is being read or answered.
 */
final class TcpConnection implements AutoCloseable {
  /** A longer one is not a question; its connection is closed. */
  private static final int QUERY_BYTES = 4096;

  private static final int LENGTH = 2;

  private final Socket socket;
  private final long idleNanos;
  private final Desks desks;
  private final StreamService streams;
  private final Counters counters;
  private volatile long deadline;
  private volatile boolean madeRoom;

  /** Whose limit it counts for. */
  final Long client;

  TcpConnection(
      Socket socket,
      Long client,
      Duration idle,
      Desks desks,
      StreamService streams,
      Counters counters) {
    this.client = client;
    this.socket = socket;
    this.idleNanos = idle.toNanos();
    this.desks = desks;
    this.streams = streams;
    this.counters = counters;
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

  /**
   * When it will be closed unless a query is completed: a constant after the last one, or after the
   * last message of a transfer that was taken. The earliest has waited longest.
   */
  long deadline() {
    return deadline;
  }

  /** Ends it for a newcomer's sake. */
  void leave() {
    madeRoom = true;
    close();
  }

  /** Serves until the client leaves, sends what is no query, or is late. */
  void run() {
    try (socket) {
      socket.setTcpNoDelay(true);
      boolean more = true;
      while (more) {
        more = serveSome();
      }
    } catch (EOFException e) {
      counters.tcpClosed.increment(); // the client is done
    } catch (IOException e) {
      (madeRoom ? counters.tcpLeft : counters.tcpBroken).increment();
    }
  }

  /** Waits for a query and answers it and those that came with it; false to end. */
  private boolean serveSome() throws IOException {
    InputStream in = socket.getInputStream();
    int first = in.read();
    if (first < 0) {
      throw new EOFException();
    }
    Desks.Desk desk = desks.take();
    try {
      desk.in[0] = (byte) first;
      int filled = 1;
      while (true) {
        int used = serveWhole(desk, filled);
        if (used < 0) {
          return false;
        }
        filled -= used;
        System.arraycopy(desk.in, used, desk.in, 0, filled);
        if (filled == 0) {
          return true;
        }
        int read = in.read(desk.in, filled, desk.in.length - filled);
        if (read < 0) {
          throw new EOFException();
        }
        filled += read;
      }
    } catch (RuntimeException e) {
      desk.worker.mistake(e);
      return false;
    } finally {
      desks.give(desk);
    }
  }

  /**
   * Answers all queries that are whole in the buffer.
   *
   * @return how many bytes they took; -1 when the connection is to end
   */
  private int serveWhole(Desks.Desk desk, int filled) throws IOException {
    int at = 0;
    desk.worker.source.set(socket.getInetAddress());
    desk.worker.tick();
    while (filled - at >= LENGTH) {
      int length = (desk.in[at] & 0xFF) << 8 | desk.in[at + 1] & 0xFF;
      if (length < Wire.HEADER || length > QUERY_BYTES) {
        return -1;
      }
      if (filled - at < LENGTH + length) {
        break;
      }
      extend();
      byte[] query = Arrays.copyOfRange(desk.in, at + LENGTH, at + LENGTH + length);
      if (!(isTransfer(query) ? transfer(query, desk) : answer(query, desk))) {
        return -1;
      }
      at += LENGTH + length;
    }
    return at;
  }

  private static boolean isTransfer(byte[] query) {
    int type = Messages.type(query, query.length);
    return type == Wire.AXFR || type == Wire.IXFR;
  }

  private boolean transfer(byte[] query, Desks.Desk desk) throws IOException {
    Iterable<byte[]> messages = streams.answers(query, socket.getInetAddress());
    if (messages == null) {
      return answer(query, desk);
    }
    for (byte[] message : messages) {
      send(message, message.length);
      extend();
    }
    return true;
  }

  private boolean answer(byte[] query, Desks.Desk desk) throws IOException {
    int size = desk.worker.respond(query, query.length, desk.out);
    if (size > 0) {
      send(desk.out, size);
    }
    return size > 0;
  }

  private void send(byte[] message, int size) throws IOException {
    byte[] framed = new byte[LENGTH + size]; // one write, so that it goes in one segment
    framed[0] = (byte) (size >>> 8);
    framed[1] = (byte) size;
    System.arraycopy(message, 0, framed, LENGTH, size);
    OutputStream out = socket.getOutputStream();
    out.write(framed);
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      counters.tcpBroken.increment();
    }
  }
}
