package dev.spillway.link;

import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Closes a connection when what is done with it takes too long, whatever it waits for. */
final class TimeLimit implements AutoCloseable {
  private final CountDownLatch done = new CountDownLatch(1);

  TimeLimit(SocketChannel socket, Duration limit) {
    Thread.startVirtualThread(() -> {
      try {
        if (!done.await(limit.toNanos(), TimeUnit.NANOSECONDS)) {
          SocketNear.close(socket, true);
        }
      } catch (InterruptedException e) {
        SocketNear.close(socket, true);
      }
    });
  }

  /** It was done in time. */
  @Override
  public void close() {
    done.countDown();
  }
}
