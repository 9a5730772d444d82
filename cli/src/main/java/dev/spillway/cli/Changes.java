package dev.spillway.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Looks at files four times a second and acts when one of them has changed. */
final class Changes implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Changes.class.getName());
  private static final long PERIOD_MILLIS = 250;

  /** May fail: it is then tried again at each look, and each new failure is logged once. */
  interface Action {
    void run() throws Exception;
  }

  private final String what;
  private final Supplier<List<Path>> files;
  private final Action action;
  private final CountDownLatch closed = new CountDownLatch(1);
  private String seen = "";
  private String failure = "";

  /**
   * Acts at the first look too, since the files may have changed after they were read.
   *
   * @param what is in front of each line of the log
   * @param files to look at; asked for again at each look
   */
  Changes(String what, Supplier<List<Path>> files, Action action) {
    this.what = what;
    this.files = files;
    this.action = action;
    Thread.ofVirtual().name("changes of " + what).start(this::run);
  }

  private void run() {
    try {
      while (!closed.await(PERIOD_MILLIS, TimeUnit.MILLISECONDS)) {
        String fresh = stamp();
        if (!fresh.equals(seen) || !failure.isEmpty()) {
          seen = fresh;
          act();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void act() {
    try {
      action.run();
      failure = "";
    } catch (Exception e) {
      String text = String.valueOf(e.getMessage());
      if (!text.equals(failure)) {
        LOG.log(System.Logger.Level.WARNING, "{0}: the change is not used: {1}", what, text);
      }
      failure = text.isEmpty() ? e.toString() : text;
    }
  }

  /** Of a file that cannot be looked at, that it cannot: it may be back at the next look. */
  private String stamp() {
    StringBuilder all = new StringBuilder();
    for (Path file : files.get()) {
      all.append(file).append(' ');
      try {
        all.append(Files.getLastModifiedTime(file)).append(' ').append(Files.size(file));
      } catch (IOException e) {
        all.append(e.getClass().getSimpleName());
      }
      all.append('\n');
    }
    return all.toString();
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
