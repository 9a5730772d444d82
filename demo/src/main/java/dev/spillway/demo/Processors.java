package dev.spillway.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How much of the processors a virtual machine did not get: the field {@code steal} of {@code
 * /proc/stat} (proc_stat(5)). A run on a host that is busy with others says little of Spillway.
 */
final class Processors {
  /**
   * Since the machine's start, summed over its processors, in ticks.
   *
   * @param all of every kind
   * @param stolen for which the machine had work and the host served others
   */
  record Ticks(long all, long stolen) {
    /** Part of the time between two moments, 0 to 1. */
    double stolenUntil(Ticks later) {
      return later.all <= all ? 0 : (double) (later.stolen - stolen) / (later.all - all);
    }
  }

  private static final Path STAT = Path.of("/proc/stat");
  private static final int USER = 1;
  private static final int STEAL = 8;

  private final List<Ticks> seen = new ArrayList<>();

  /** To be called about once a second. */
  void look() {
    try {
      if (Files.isReadable(STAT)) {
        parse(Files.readString(STAT)).ifPresent(seen::add);
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("cannot read " + STAT, e);
    }
  }

  static Optional<Ticks> parse(String stat) {
    String[] words = stat.lines().findFirst().orElse("").strip().split("\\s+");
    if (!words[0].equals("cpu") || words.length <= STEAL) {
      return Optional.empty();
    }
    long all = 0;
    for (int i = USER; i <= STEAL; i++) {
      all += Long.parseLong(words[i]);
    }
    return Optional.of(new Ticks(all, Long.parseLong(words[STEAL])));
  }

  /**
   * A sentence for people; empty where the machine does not tell.
   *
   * @param window looks over which the worst is found
   */
  Optional<String> sentence(int window) {
    if (seen.size() < 2) {
      return Optional.empty();
    }
    double worst = 0;
    for (int from = 0; from < seen.size() - 1; from++) {
      Ticks later = seen.get(Math.min(seen.size() - 1, from + window));
      worst = Math.max(worst, seen.get(from).stolenUntil(later));
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "While the load ran, the host withheld %.0f %% of this machine's processors, %.0f %% in"
                + " the worst %d seconds.",
            100 * seen.getFirst().stolenUntil(seen.getLast()),
            100 * worst,
            window));
  }
}
