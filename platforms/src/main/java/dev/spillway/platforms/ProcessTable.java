package dev.spillway.platforms;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The marked processes of one moment, looked up only when somebody asks. For one thread. */
final class ProcessTable {
  private final Marks marks;
  private @Nullable List<Marks.Marked> found;

  ProcessTable(Marks marks) {
    this.marks = marks;
  }

  List<Marks.Marked> marked() throws IOException {
    List<Marks.Marked> now = found == null ? marks.find() : found;
    found = now;
    return now;
  }

  /** The process that was started under the id: the one that leads its session, else the oldest. */
  Optional<Marks.Marked> leader(String id) throws IOException {
    return of(id).stream()
        .min(
            Comparator.comparing((Marks.Marked m) -> !m.leads())
                .thenComparingLong(Marks.Marked::startTicks)
                .thenComparingLong(Marks.Marked::pid));
  }

  /** Kills the process and all that it left; false when there was nothing left to kill. */
  boolean end(Kept one) throws IOException {
    List<Marks.Marked> mine = new ArrayList<>(of(one.id()));
    mine.removeIf(m -> !Proc.alive(m.pid(), m.startTicks()));
    mine.forEach(m -> kill(m.pid(), m.startTicks()));
    Long pid = one.pid();
    if (pid != null) {
      kill(pid, one.startTicks());
    }
    return !mine.isEmpty();
  }

  /** SIGKILL, when the pid is still the process that began at that tick. */
  static void kill(long pid, long startTicks) {
    if (Proc.alive(pid, startTicks)) {
      ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }
  }

  private List<Marks.Marked> of(String id) throws IOException {
    return marked().stream()
        .filter(m -> m.kind().equals(marks.kind()) && m.id().equals(id))
        .toList();
  }
}
