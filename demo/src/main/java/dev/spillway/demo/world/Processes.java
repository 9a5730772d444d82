package dev.spillway.demo.world;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Finds and ends processes by their ids. */
final class Processes {
  private static final long GRACE_SECONDS = 6;
  private static final long FORCE_SECONDS = 3;

  private Processes() {}

  /** Ends them together: asked first, forced after the grace; returns how many there were. */
  static int end(List<ProcessHandle> all) {
    all.forEach(ProcessHandle::destroy);
    await(all, GRACE_SECONDS);
    all.stream().filter(ProcessHandle::isAlive).forEach(ProcessHandle::destroyForcibly);
    await(all, FORCE_SECONDS);
    return all.size();
  }

  private static void await(List<ProcessHandle> all, long seconds) {
    CompletableFuture<?>[] ends =
        all.stream()
            .filter(ProcessHandle::isAlive)
            .map(ProcessHandle::onExit)
            .toArray(CompletableFuture<?>[]::new);
    try {
      CompletableFuture.allOf(ends).get(seconds, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      return; // The caller forces those that are left, or reports them.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new DemoException("a process cannot be waited for: " + e.getMessage(), e);
    }
  }

  /** The processes, other than this one, whose command line names the folder. */
  static List<ProcessHandle> of(Path folder) {
    List<ProcessHandle> found = new ArrayList<>();
    long self = ProcessHandle.current().pid();
    ProcessHandle.allProcesses()
        .filter(p -> p.pid() != self && commandLine(p.pid()).contains(folder.toString()))
        .forEach(found::add);
    return found;
  }

  private static String commandLine(long pid) {
    try {
      byte[] bytes = Files.readAllBytes(Path.of("/proc/" + pid + "/cmdline"));
      return new String(bytes, StandardCharsets.UTF_8).replace('\0', ' ');
    } catch (IOException e) {
      return ""; // It has ended meanwhile, or belongs to somebody else.
    }
  }
}
