package dev.spillway.e2e.faults;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Finds the processes that Spillway marked, and sends them signals. */
final class Signals {
  private Signals() {}

  /** Processes whose environment has this word, such as {@code SPILLWAY_OWNER=demo}. */
  static List<Long> marked(String word) {
    List<Long> found = new ArrayList<>();
    try (Stream<Path> all = Files.list(Path.of("/proc"))) {
      for (Path process : all.toList()) {
        String name = process.getFileName().toString();
        if (name.matches("\\d+") && environment(process).contains(word)) {
          found.add(Long.valueOf(name));
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException("/proc cannot be read", e);
    }
    return found;
  }

  /** The process of one instance of the shop, or of its gateway. */
  static long pid(String site, String id) {
    List<Long> all = marked("SPILLWAY_INSTANCE=storefront/" + site + "/" + id);
    if (all.size() != 1) {
      throw new IllegalStateException(site + "/" + id + " should be one process, found " + all);
    }
    return all.getFirst();
  }

  static boolean alive(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }

  /** Sends a signal by its name, such as KILL or STOP. */
  static void send(String signal, long pid) {
    try {
      Process kill =
          new ProcessBuilder("kill", "-" + signal, String.valueOf(pid)).inheritIO().start();
      if (kill.waitFor() != 0) {
        throw new IllegalStateException("no process " + pid + " took the signal " + signal);
      }
    } catch (IOException e) {
      throw new IllegalStateException("kill(1) cannot be run", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static List<String> environment(Path process) {
    try {
      byte[] bytes = Files.readAllBytes(process.resolve("environ"));
      return Arrays.asList(new String(bytes, StandardCharsets.UTF_8).split("\0"));
    } catch (IOException e) {
      return List.of(); // It has ended meanwhile.
    }
  }
}
