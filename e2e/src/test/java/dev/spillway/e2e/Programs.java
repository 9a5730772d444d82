package dev.spillway.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a test's controller started and left running, as it does with instances and gateways. */
public final class Programs {
  private Programs() {}

  /** All processes whose command line names the folder and has the text. */
  public static List<ProcessHandle> of(Path folder, String text) {
    return ProcessHandle.allProcesses()
        .filter(p -> {
          String line = commandLine(p);
          return line.contains(folder.toString()) && line.contains(text);
        })
        .toList();
  }

  /** Ends them by force and waits until they are gone. */
  public static void end(List<ProcessHandle> all) {
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(p -> p.onExit().join());
  }

  /** Java's own look at it has nothing when it is longer than 4,096 bytes, as a class path is. */
  private static String commandLine(ProcessHandle process) {
    try {
      byte[] bytes = Files.readAllBytes(Path.of("/proc/" + process.pid() + "/cmdline"));
      return new String(bytes, StandardCharsets.UTF_8).replace('\0', ' ');
    } catch (IOException e) {
      return ""; // ended meanwhile
    }
  }
}
