package dev.spillway.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Targets that never read hold what is bounded, and nobody else's bytes wait for theirs. */
@Timeout(90)
class StuckTargetsTest {
  private static final int STUCK = 8;

  /** More than the windows, and than what the system itself keeps for a connection. */
  private static final int EACH = 32 << 20;

  private static final int CHUNK = 64 << 10;

  @BeforeAll
  static void makeKeys() {
    assertThat(TestWorld.keys()).isDirectory();
  }

  @Test
  void bothEndsHoldLittleForThemAndTheOthersGoOn() throws Exception {
    TestTarget.Behaviour someRead =
        socket -> {
          socket.setTcpNoDelay(true); // or it would wait by itself, 40 ms for each answer
          if (socket.getInputStream().read() == 'e') {
            socket.getInputStream().transferTo(socket.getOutputStream());
          }
        };
    try (TestTarget target = new TestTarget(someRead);
        TestWorld world = TestWorld.linked(target.at())) {
      Socket other = world.connect();
      other.getOutputStream().write('e');
      long before = held();
      LongAdder written = new LongAdder();
      List<Thread> writers = new ArrayList<>();
      for (int each = 0; each < STUCK; each++) {
        Socket stuck = world.connect();
        stuck.getOutputStream().write('x');
        writers.add(Thread.startVirtualThread(() -> write(stuck, written)));
      }
      standsStill(written);
      assertThat(writers).as("all are stuck").allMatch(Thread::isAlive);
      // What the session may hold for all its streams; the other end holds none of theirs.
      long most = before + (64L << 20) + (4L << 20);
      assertThat(held()).isLessThan(most);
      long start = System.nanoTime();
      for (int round = 0; round < 64; round++) {
        other.getOutputStream().write(new byte[CHUNK]);
        assertThat(other.getInputStream().readNBytes(CHUNK)).hasSize(CHUNK);
      }
      // 4 MiB each way, which one that is held up by them would not get through at all.
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      assertThat(held()).as("later").isLessThan(most);
      assertThat(took).isLessThan(Duration.ofSeconds(30));
      assertThat(writers).as("still").allMatch(Thread::isAlive);
    }
  }

  private static void write(Socket socket, LongAdder written) {
    try {
      for (int sent = 0; sent < EACH; sent += CHUNK) {
        socket.getOutputStream().write(new byte[CHUNK]);
        written.add(CHUNK);
      }
    } catch (IOException e) {
      assertThat(socket.isClosed()).as("closed by the test's end").isTrue();
    }
  }

  /** Waits until nothing more was taken for half a second. */
  private static void standsStill(LongAdder written) {
    long[] last = {-1, 0};
    TestWorld.until(
        "no more is taken",
        () -> {
          long now = System.nanoTime();
          if (written.sum() != last[0]) {
            last[0] = written.sum();
            last[1] = now;
          }
          return last[0] > 0 && now - last[1] > 500_000_000;
        });
  }

  /** Bytes of the heap; what streams wait with is there. */
  private static long held() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
