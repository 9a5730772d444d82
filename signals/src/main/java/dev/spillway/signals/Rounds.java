package dev.spillway.signals;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Asks several at once, each on a virtual thread, and takes what answered in time: one that hangs
 * costs the round its timeout but never another's answer.
 */
final class Rounds implements AutoCloseable {
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /** One question; it may be interrupted at its deadline. */
  @FunctionalInterface
  interface Question<T> {
    T ask() throws IOException;
  }

  /** What one question led to: an answer, or else a problem for people. */
  sealed interface Outcome<T> {
    record Answered<T>(T answer, Duration took) implements Outcome<T> {}

    record Failed<T>(String problem) implements Outcome<T> {}
  }

  /** One outcome for each question, in the questions' order. */
  <T> Map<String, Outcome<T>> ask(Map<String, Question<T>> questions, Duration timeout) {
    List<String> names = List.copyOf(questions.keySet());
    List<Future<Outcome<T>>> futures;
    try {
      futures =
          threads.invokeAll(
              names.stream()
                  .map(n -> (java.util.concurrent.Callable<Outcome<T>>) () -> timed(questions, n))
                  .toList(),
              timeout.toNanos(),
              TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      futures = new ArrayList<>();
    }
    Map<String, Outcome<T>> all = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      all.put(names.get(i), i < futures.size() ? result(futures.get(i), timeout) : interrupted());
    }
    return all;
  }

  private static <T> Outcome<T> timed(Map<String, Question<T>> questions, String name)
      throws IOException {
    long began = System.nanoTime();
    Question<T> question = questions.get(name);
    if (question == null) {
      return new Outcome.Failed<>("not asked");
    }
    T answer = question.ask();
    return new Outcome.Answered<>(answer, Duration.ofNanos(System.nanoTime() - began));
  }

  private static <T> Outcome<T> result(Future<Outcome<T>> future, Duration timeout) {
    return switch (future.state()) {
      case SUCCESS -> future.resultNow();
      case FAILED -> new Outcome.Failed<>(plain(future.exceptionNow()));
      case CANCELLED, RUNNING ->
          new Outcome.Failed<>("no answer within " + timeout.toMillis() + " ms");
    };
  }

  private static <T> Outcome<T> interrupted() {
    return new Outcome.Failed<>("interrupted");
  }

  private static String plain(Throwable problem) {
    String text = problem.getMessage();
    return text == null || text.isBlank() ? problem.getClass().getSimpleName() : text;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
