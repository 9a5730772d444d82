package dev.spillway.platforms;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** Asks again and again until an answer fits or the deadline is over. */
public final class Await {
  private static final Duration MOST = Duration.ofMinutes(2);

  private Await() {}

  public static <T> T until(String what, Callable<T> question, Predicate<T> fits) throws Exception {
    long began = System.nanoTime();
    while (true) {
      T answer = question.call();
      if (fits.test(answer)) {
        return answer;
      }
      if (System.nanoTime() - began > MOST.toNanos()) {
        throw new AssertionError("not within " + MOST + ": " + what + "; last answer: " + answer);
      }
      LockSupport.parkNanos(20_000_000);
    }
  }
}
