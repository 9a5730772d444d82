package dev.spillway.signals;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Asks several at once, each on a virtual thread, and takes what answered in time: one that hangs
 * costs the round its timeout but never another's answer. See {@link RoundTime} for what counts.
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
    CompletionService<Outcome<T>> done = new ExecutorCompletionService<>(threads);
    Map<String, Future<Outcome<T>>> futures = new LinkedHashMap<>();
    questions.forEach((name, question) -> futures.put(name, done.submit(() -> timed(question))));
    boolean interrupted = false;
    try {
      await(done, futures.size(), timeout);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      interrupted = true;
    }
    Map<String, Outcome<T>> all = new LinkedHashMap<>();
    for (Map.Entry<String, Future<Outcome<T>>> e : futures.entrySet()) {
      e.getValue().cancel(true);
      all.put(e.getKey(), result(e.getValue(), interrupted, timeout));
    }
    return all;
  }

  private static <T> void await(CompletionService<Outcome<T>> done, int open, Duration timeout)
      throws InterruptedException {
    RoundTime time = new RoundTime(timeout, System.nanoTime());
    long now = System.nanoTime();
    while (open > 0 && time.left(now) > 0) {
      long asked = time.slice(now);
      open -= done.poll(asked, TimeUnit.NANOSECONDS) == null ? 0 : 1;
      long then = System.nanoTime();
      time.waited(asked, then - now);
      now = then;
    }
  }

  private static <T> Outcome<T> timed(Question<T> question) throws IOException {
    long began = System.nanoTime();
    T answer = question.ask();
    return new Outcome.Answered<>(answer, Duration.ofNanos(System.nanoTime() - began));
  }

  private static <T> Outcome<T> result(
      Future<Outcome<T>> future, boolean interrupted, Duration timeout) {
    return switch (future.state()) {
      case SUCCESS -> future.resultNow();
      case FAILED -> new Outcome.Failed<>(plain(future.exceptionNow()));
      case CANCELLED, RUNNING ->
          new Outcome.Failed<>(
              interrupted ? "interrupted" : "no answer within " + timeout.toMillis() + " ms");
    };
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
