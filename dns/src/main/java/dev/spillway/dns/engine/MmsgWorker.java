package dev.spillway.dns.engine;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One socket and the thread that answers on it. All memory is taken before the first packet:
 * nothing is allocated for one.
 */
final class MmsgWorker implements Runnable {
  /** Packets for one call; more gained nothing where it was measured. */
  static final int BATCH = 64;

  /** Longer queries are cut by the kernel and then malformed; none of ours is near. */
  private static final int SLOT = 2048;

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private static final ValueLayout.OfInt NET_INT = JAVA_INT.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfLong NET_LONG = JAVA_LONG.withOrder(ByteOrder.BIG_ENDIAN);

  private final int fd;
  private final Responder responder;
  private volatile boolean stopped;
  private boolean released;

  MmsgWorker(int fd, Responder responder) {
    this.fd = fd;
    this.responder = responder;
  }

  @Override
  public void run() {
    try (Arena arena = Arena.ofConfined()) {
      Batch batch = new Batch(arena);
      while (!stopped) {
        try {
          batch.serve();
        } catch (RuntimeException | Error e) {
          batch.recover(e);
        }
      }
    } finally {
      release();
    }
  }

  /** Ends {@link #run}, which then frees the socket. */
  synchronized void stop() {
    stopped = true;
    if (!released) {
      Mmsg.stop(fd);
    }
  }

  /** Frees the socket of a worker that does not run. */
  synchronized void release() {
    if (!released) {
      released = true; // the number may be another file's from now on
      Mmsg.close(fd);
    }
  }

  /** Buffers for packets and the headers that lead the kernel to them. */
  private final class Batch {
    private final Responder.Worker worker = responder.worker(false);
    private final byte[][] in = new byte[BATCH][SLOT];
    private final byte[] out = new byte[SLOT];
    private final MemorySegment errno;
    private final MemorySegment queries;
    private final MemorySegment answers;
    private final MemorySegment clients;
    private final MemorySegment received;
    private final MemorySegment sent;
    private final MemorySegment sentIov;

    Batch(Arena arena) {
      errno = Mmsg.errno(arena);
      queries = arena.allocate((long) BATCH * SLOT, 64);
      answers = arena.allocate((long) BATCH * SLOT, 64);
      clients = arena.allocate((long) BATCH * Mmsg.ADDRESS_BYTES, 64);
      received = arena.allocate((long) BATCH * Mmsg.HEADER, 64);
      sent = arena.allocate((long) BATCH * Mmsg.HEADER, 64);
      MemorySegment receivedIov = arena.allocate((long) BATCH * Mmsg.IOV, 64);
      sentIov = arena.allocate((long) BATCH * Mmsg.IOV, 64);
      for (int i = 0; i < BATCH; i++) {
        link(received, receivedIov, queries, i);
        link(sent, sentIov, answers, i);
        expect(i);
      }
    }

    private static void link(MemorySegment headers, MemorySegment iov, MemorySegment data, int i) {
      iov.set(JAVA_LONG, (long) i * Mmsg.IOV, data.address() + (long) i * SLOT);
      iov.set(JAVA_LONG, (long) i * Mmsg.IOV + 8, SLOT);
      long header = (long) i * Mmsg.HEADER;
      headers.set(JAVA_LONG, header + Mmsg.HEADER_IOV, iov.address() + (long) i * Mmsg.IOV);
      headers.set(JAVA_LONG, header + Mmsg.HEADER_IOV_COUNT, 1);
    }

    private void expect(int i) {
      long header = (long) i * Mmsg.HEADER;
      received.set(JAVA_LONG, header + Mmsg.HEADER_NAME, client(i));
      received.set(JAVA_INT, header + Mmsg.HEADER_NAME_LENGTH, Mmsg.ADDRESS_BYTES);
    }

    private long client(int i) {
      return clients.address() + (long) i * Mmsg.ADDRESS_BYTES;
    }

    /** Waits for packets and answers them. */
    void serve() {
      int count = Mmsg.receive(errno, fd, received, BATCH);
      if (count <= 0) {
        pause(count);
        return;
      }
      worker.tick();
      read(count);
      int ready = 0;
      for (int i = 0; i < count; i++) {
        ready += answer(i, ready) ? 1 : 0;
        received.set(
            JAVA_INT, (long) i * Mmsg.HEADER + Mmsg.HEADER_NAME_LENGTH, Mmsg.ADDRESS_BYTES);
      }
      send(ready);
    }

    private void read(int count) {
      boolean foresees = count > 1 && worker.foresees();
      for (int i = 0; i < count; i++) {
        int length = length(i);
        MemorySegment.copy(queries, JAVA_BYTE, (long) i * SLOT, in[i], 0, length);
        if (foresees) {
          worker.foresight.add(in[i], length);
        }
      }
      if (foresees) {
        worker.fetch();
      }
    }

    private int length(int i) {
      return received.get(JAVA_INT, (long) i * Mmsg.HEADER + Mmsg.HEADER_LENGTH);
    }

    /** Whatever went wrong with a batch, the next one is served: nobody else reads this socket. */
    void recover(Throwable e) {
      worker.mistake(e);
      for (int i = 0; i < BATCH; i++) {
        expect(i);
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }

    /** A socket that only fails must not take the whole core. */
    private void pause(int count) {
      int error = count < 0 ? Mmsg.error(errno) : 0;
      if (count < 0 && error != Mmsg.EINTR && error != Mmsg.EAGAIN && !stopped) {
        responder.counters.unreceived.increment();
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }

    /** Makes the answer to the packet at {@code i} the one at {@code to}; false for none. */
    private boolean answer(int i, int to) {
      if (!source(i)) {
        return false;
      }
      int size = worker.respond(in[i], length(i), out);
      if (size == 0) {
        return false;
      }
      MemorySegment.copy(out, 0, answers, JAVA_BYTE, (long) to * SLOT, size);
      long header = (long) to * Mmsg.HEADER;
      sent.set(JAVA_LONG, header + Mmsg.HEADER_NAME, client(i));
      sent.set(
          JAVA_INT,
          header + Mmsg.HEADER_NAME_LENGTH,
          received.get(JAVA_INT, (long) i * Mmsg.HEADER + Mmsg.HEADER_NAME_LENGTH));
      sentIov.set(JAVA_LONG, (long) to * Mmsg.IOV + 8, size);
      return true;
    }

    /** Reads the packet's sender; false when it cannot be answered. */
    private boolean source(int i) {
      long at = (long) i * Mmsg.ADDRESS_BYTES;
      if (clients.get(JAVA_SHORT, at + 2) == 0) {
        return false; // port 0
      }
      if (clients.get(JAVA_SHORT, at) == Mmsg.AF_INET) {
        worker.source.v4(clients.get(NET_INT, at + 4));
      } else {
        worker.source.v6(clients.get(NET_LONG, at + 8), clients.get(NET_LONG, at + 16));
      }
      return true;
    }

    /**
     * An answer that cannot go out is its client's loss, who asks again; no other one waits for it.
     */
    private void send(int count) {
      int at = 0;
      while (at < count) {
        MemorySegment from = at == 0 ? sent : sent.asSlice((long) at * Mmsg.HEADER);
        int gone = Mmsg.send(errno, fd, from, count - at);
        if (gone <= 0) {
          responder.counters.unsent.increment();
          gone = 1;
        }
        at += gone;
      }
    }
  }
}
