package dev.spillway.control.store;

import dev.spillway.control.store.Store.Durability;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Does all that is asked of the store's file, one thing after another, in a thread of its own. What
 * must be on the disk before it is told waits for a sync, which comes when all that was asked for
 * by then is done, so that thousands of callers wait for one. Safe for any thread.
 */
final class StoreThread implements AutoCloseable {
  /** Something done to the file. */
  @FunctionalInterface
  interface Job<T> {
    T done() throws StoreException;
  }

  private final Path path;
  private final Job<?> sync;
  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("store").factory());

  /** Done, but not known to be on the disk; of the worker alone. */
  private final List<Unsynced<?>> unsynced = new ArrayList<>();

  StoreThread(Path path, Job<?> sync) {
    this.path = path;
    this.sync = sync;
  }

  /** A result that must not be told before the next sync. */
  private record Unsynced<T>(CompletableFuture<T> result, T value) {
    void end(@Nullable Throwable failure) {
      if (failure == null) {
        result.complete(value);
      } else {
        result.completeExceptionally(failure);
      }
    }
  }

  /** Takes its place behind all that was begun before. */
  <T> CompletableFuture<T> begin(Job<T> job, Durability durability) {
    CompletableFuture<T> result = new CompletableFuture<>();
    try {
      worker.execute(() -> run(job, durability, result));
    } catch (RejectedExecutionException e) {
      result.completeExceptionally(new StoreException(path + " is closed", e));
    }
    return result;
  }

  /** Waits through interrupts, which stay set. */
  static <T> T await(CompletableFuture<T> result) throws StoreException {
    try {
      return result.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof StoreException known) {
        throw new StoreException(String.valueOf(known.getMessage()), known);
      }
      throw e;
    }
  }

  private <T> void run(Job<T> job, Durability durability, CompletableFuture<T> result) {
    T value;
    try {
      value = job.done();
    } catch (StoreException | RuntimeException | Error e) {
      result.completeExceptionally(e);
      return;
    }
    if (durability == Durability.GROUPED) {
      result.complete(value);
      return;
    }
    unsynced.add(new Unsynced<>(result, value));
    if (unsynced.size() == 1) {
      syncLater();
    }
  }

  private void syncLater() {
    try {
      worker.execute(this::syncNow);
    } catch (RejectedExecutionException closing) {
      syncNow();
    }
  }

  private void syncNow() {
    @Nullable Throwable failure = null;
    try {
      sync.done();
    } catch (StoreException | RuntimeException | Error e) {
      failure = e;
    }
    List<Unsynced<?>> all = List.copyOf(unsynced);
    unsynced.clear();
    for (Unsynced<?> each : all) {
      each.end(failure);
    }
  }

  /** What was begun is still done. */
  @Override
  public void close() {
    worker.shutdown();
  }
}
