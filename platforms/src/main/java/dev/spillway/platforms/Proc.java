package dev.spillway.platforms;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads Linux's {@code /proc} (proc(5)). A process may end between any two reads, so each answer is
 * empty when it is gone or may not be read. Safe for any thread.
 */
final class Proc {
  private static final Path ROOT = Path.of("/proc");

  private Proc() {}

  /**
   * One line of {@code /proc/PID/stat}.
   *
   * @param state a letter; Z and X are dead
   * @param startTicks clock ticks since boot; with the pid it names a process for as long as the
   *     machine is up
   */
  record Stat(long pid, char state, long session, long startTicks) {
    boolean alive() {
      return state != 'Z' && state != 'X' && state != 'x';
    }

    /** The name of the program stands in brackets and may hold spaces and brackets itself. */
    static Stat parse(String line) {
      int close = line.lastIndexOf(')');
      String[] rest = line.substring(close + 2).strip().split(" ", -1);
      return new Stat(
          Long.parseLong(line.substring(0, line.indexOf(' '))),
          rest[0].charAt(0),
          Long.parseLong(rest[3]),
          Long.parseLong(rest[19]));
    }
  }

  static Optional<Stat> stat(long pid) {
    return read(pid, "stat").filter(s -> s.indexOf(')') > 0).map(Stat::parse);
  }

  /** The process is there, is no zombie, and is the one that began at that tick. */
  static boolean alive(long pid, long startTicks) {
    return stat(pid).filter(s -> s.alive() && s.startTicks() == startTicks).isPresent();
  }

  static List<String> commandLine(long pid) {
    return read(pid, "cmdline").map(Proc::words).orElse(List.of());
  }

  /** The environment as it was when the program began, as {@code NAME=value}. */
  static List<String> environment(long pid) {
    return read(pid, "environ").map(Proc::words).orElse(List.of());
  }

  /** All processes of this machine's (or container's) process table, in no order. */
  static List<Long> pids() throws IOException {
    try (Stream<Path> entries = Files.list(ROOT)) {
      return entries
          .map(p -> p.getFileName().toString())
          .filter(n -> n.chars().allMatch(Character::isDigit))
          .map(Long::valueOf)
          .toList();
    }
  }

  /** Names this boot of the machine: a pid of another boot means nothing. */
  static String bootId() throws IOException {
    return Files.readString(ROOT.resolve("sys/kernel/random/boot_id")).strip();
  }

  static Path folder(long pid) {
    return ROOT.resolve(Long.toString(pid));
  }

  private static List<String> words(String text) {
    return text.isEmpty() ? List.of() : Arrays.asList(text.split("\0", 0));
  }

  private static Optional<String> read(long pid, String file) {
    try {
      byte[] bytes = Files.readAllBytes(folder(pid).resolve(file));
      return Optional.of(new String(bytes, StandardCharsets.UTF_8));
    } catch (IOException goneOrNotOurs) {
      return Optional.empty();
    }
  }
}
