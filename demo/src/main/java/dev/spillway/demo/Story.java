package dev.spillway.demo;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/**
 * What a person reads: a line for each thing that happened, and on a terminal a last line that
 * moves. Safe for any thread.
 */
public final class Story {
  private final PrintStream out;
  private final boolean moving;
  private final long started = System.nanoTime();
  private boolean open;

  /**
   * @param moving rewrite a progress line; only on a terminal
   */
  public Story(PrintStream out, boolean moving) {
    this.out = out;
    this.moving = moving;
  }

  public synchronized void say(String text) {
    clear();
    out.printf(Locale.ROOT, "%6.1f s  %s%n", (System.nanoTime() - started) / 1e9, text);
    out.flush();
  }

  /** A line without a time. */
  public synchronized void plain(String text) {
    clear();
    out.println(text);
    out.flush();
  }

  /** Shows what happens just now; says nothing where lines cannot move. */
  synchronized void progress(String text) {
    if (moving) {
      out.print("\r\033[K" + text);
      out.flush();
      open = true;
    }
  }

  synchronized void table(List<Check> checks) {
    plain("");
    int width = checks.stream().mapToInt(c -> c.what().length()).max().orElse(0);
    for (Check c : checks) {
      String word =
          switch (c.result()) {
            case OK -> "ok";
            case FAILED -> "FAILED";
            case SKIPPED -> "skipped";
          };
      plain(String.format(Locale.ROOT, "  %-7s  %-" + width + "s  %s", word, c.what(), c.seen()));
    }
    plain("");
  }

  private void clear() {
    if (open) {
      out.print("\r\033[K");
      open = false;
    }
  }
}
