package dev.spillway.platforms;

import dev.spillway.core.AdapterException;
import dev.spillway.core.Ticker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Keeps processes that outlive the controller. Each has an intent file before it is started and
 * marks in its environment, so that after kill -9 at any instruction the next controller finds what
 * runs and either adopts it or ends it. Nothing here waits: the end of a process is asked for at
 * once and driven on by each {@link #look}. For one thread at a time.
 *
 * <pre>
 * intent  process        what look() does
 * no pid  marks found    writes the pid: adopted
 * no pid  no marks       ended: the start was interrupted
 * pid     alive          nothing; with an end asked for: SIGTERM, after the grace SIGKILL to all
 * pid     dead, zombie   ends its children; ended, or forgotten when its end was asked for
 * none    marks found    SIGKILL: an orphan (at the first look, every 30 s, and by leftovers())
 * </pre>
 */
final class ProcessKeeper implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ProcessKeeper.class.getName());
  private static final long SWEEP_NANOS = TimeUnit.SECONDS.toNanos(30);

  /** One process as it is now; {@code ended} tells why, and is empty while it is alive. */
  record Seen(Kept kept, boolean alive, String ended) {
    boolean stopping() {
      return kept.grace() != null;
    }
  }

  private final Path folder;
  private final Marks marks;
  private final Ticker ticker;
  private final Logs logs;
  private final String name;
  private final Map<String, Kept> kept = new TreeMap<>();
  private final Map<String, Process> children = new HashMap<>();
  private final Map<String, Long> killAt = new HashMap<>();
  private @Nullable KeptFiles files;
  private long sweptAt;

  /**
   * @param folder where intents ({@code instances/}) and logs ({@code logs/}) are
   */
  ProcessKeeper(Path folder, Marks marks, Ticker ticker) {
    this.folder = folder;
    this.marks = marks;
    this.ticker = ticker;
    this.logs = new Logs(folder.resolve("logs"));
    this.name = marks.app() + "/" + marks.site();
  }

  Logs logs() {
    return logs;
  }

  /** All processes, by id in order, after everything due has been done. */
  List<Seen> look() throws AdapterException {
    try {
      KeptFiles open = open();
      ProcessTable table = new ProcessTable(marks);
      if (ticker.now().nanos() - sweptAt >= SWEEP_NANOS) {
        sweep(table);
      }
      for (Kept one : List.copyOf(kept.values())) {
        drive(open, one, table);
        logs.bound(one.id());
      }
      return kept.values().stream().map(ProcessKeeper::seen).toList();
    } catch (IOException e) {
      throw failed("cannot look after the processes of " + name, e);
    }
  }

  Optional<Kept> get(String id) throws AdapterException {
    try {
      open();
      return Optional.ofNullable(kept.get(id));
    } catch (IOException e) {
      throw failed("cannot read the intents of " + name, e);
    }
  }

  /** Starts one; an id that is kept already is left alone. Returns its pid. */
  Optional<Long> start(
      String id, String file, String address, int port, Instant asked, Launch launch)
      throws AdapterException {
    try {
      KeptFiles open = open();
      if (kept.containsKey(id)) {
        return Optional.empty();
      }
      Kept intent = Kept.intent(id, file, address, port, asked, Proc.bootId());
      open.save(intent);
      // From here on the id is taken, whatever fails: a second process must never get it.
      kept.put(id, intent);
      Process process = launch(open, id, launch);
      children.put(id, process);
      long ticks = Proc.stat(process.pid()).map(Proc.Stat::startTicks).orElse(0L);
      remember(open, intent.started(process.pid(), ticks));
      log("not there", "started as process " + process.pid(), id, launch.command().getFirst());
      return Optional.of(process.pid());
    } catch (IOException e) {
      throw failed("cannot start " + name + "/" + id, e);
    }
  }

  private Process launch(KeptFiles open, String id, Launch launch)
      throws AdapterException, IOException {
    try {
      return launch.start(logs.open(id));
    } catch (AdapterException | IOException e) {
      kept.remove(id);
      open.remove(id);
      throw e;
    }
  }

  /** Asks one to end; on return SIGTERM is sent. Does nothing when there is none. */
  void stop(String id, Duration grace) throws AdapterException {
    try {
      KeptFiles open = open();
      Kept one = kept.get(id);
      if (one == null) {
        return;
      }
      if (one.grace() == null) {
        log("running", "stopping within " + grace.toMillis() + " ms", id, "asked to");
        remember(open, one.stopping(grace));
      }
      drive(open, kept.getOrDefault(id, one), new ProcessTable(marks));
    } catch (IOException e) {
      throw failed("cannot stop " + name + "/" + id, e);
    }
  }

  /** Ends a process at once and lists it as ended for the given reason. */
  void fail(String id, String reason) throws AdapterException {
    try {
      KeptFiles open = open();
      Kept one = kept.get(id);
      if (one != null && one.ended().isEmpty()) {
        new ProcessTable(marks).end(one);
        log("starting", "failed", id, reason);
        remember(open, one.ended(reason));
      }
    } catch (IOException e) {
      throw failed("cannot end " + name + "/" + id, e);
    }
  }

  /** Every process with the site's marks, after orphans were ended; for people. */
  List<String> leftovers() throws AdapterException {
    try {
      open();
      sweep(new ProcessTable(marks));
      return marks.find().stream()
          .sorted(Comparator.comparingLong(Marks.Marked::pid))
          .map(m -> m.kind() + " " + m.id() + ": process " + m.pid())
          .toList();
    } catch (IOException e) {
      throw failed("cannot look for leftovers of " + name, e);
    }
  }

  private void drive(KeptFiles open, Kept given, ProcessTable table) throws IOException {
    Kept one = given.pid() == null && given.ended().isEmpty() ? adopt(open, given, table) : given;
    boolean alive = alive(one);
    if (!alive && one.ended().isEmpty()) {
      table.end(one);
      one = one.ended(Endings.of(one, children.get(one.id())));
      if (one.grace() == null) {
        log("running", "failed", one.id(), one.ended());
        remember(open, one);
      }
    }
    if (one.grace() != null) {
      driveStop(open, one, one.grace(), alive, table);
    }
  }

  private void driveStop(
      KeptFiles open, Kept one, Duration grace, boolean alive, ProcessTable table)
      throws IOException {
    long now = ticker.now().nanos();
    Long deadline = killAt.get(one.id());
    if (alive && deadline == null) {
      Optional.ofNullable(one.pid()).flatMap(ProcessHandle::of).ifPresent(ProcessHandle::destroy);
      killAt.put(one.id(), now + grace.toNanos());
    } else if (alive && deadline != null && now - deadline >= 0) {
      log("stopping", "killed", one.id(), "did not end within " + grace.toMillis() + " ms");
      table.end(one);
    } else if (!alive && !table.end(one)) {
      forget(open, one);
    }
  }

  private Kept adopt(KeptFiles open, Kept one, ProcessTable table) throws IOException {
    Optional<Marks.Marked> found = table.leader(one.id());
    if (found.isEmpty()) {
      return one;
    }
    Kept adopted = one.started(found.get().pid(), found.get().startTicks());
    log("asked for", "adopted as process " + found.get().pid(), one.id(), "found by its marks");
    remember(open, adopted);
    return adopted;
  }

  private boolean alive(Kept one) {
    Long pid = one.pid();
    return pid != null && one.ended().isEmpty() && Proc.alive(pid, one.startTicks());
  }

  /** One that ended since it was driven is told of at the next look, with how it ended. */
  private static Seen seen(Kept one) {
    return new Seen(one, one.pid() != null && one.ended().isEmpty(), one.ended());
  }

  /** Ends every process of our kind whose id nobody remembers. */
  private void sweep(ProcessTable table) throws IOException {
    sweptAt = ticker.now().nanos();
    for (Marks.Marked orphan : table.marked()) {
      if (orphan.kind().equals(marks.kind()) && !kept.containsKey(orphan.id())) {
        log("running", "killed as process " + orphan.pid(), orphan.id(), "no intent knows it");
        ProcessTable.kill(orphan.pid(), orphan.startTicks());
      }
    }
  }

  private KeptFiles open() throws AdapterException, IOException {
    if (files != null) {
      return files;
    }
    KeptFiles opened = KeptFiles.open(folder.resolve("instances"));
    try {
      String boot = Proc.bootId();
      opened.load().forEach((id, one) -> kept.put(id, one.inBoot(boot)));
    } catch (AdapterException | IOException e) {
      // Without all intents a sweep would end what they name.
      opened.close();
      throw e;
    }
    files = opened;
    kept.values().forEach(k -> log("unknown", "read from its intent", k.id(), "controller began"));
    sweep(new ProcessTable(marks));
    return opened;
  }

  /** In memory first: with a full disk this controller still knows what it did. */
  private void remember(KeptFiles open, Kept one) throws IOException {
    kept.put(one.id(), one);
    open.save(one);
  }

  private void forget(KeptFiles open, Kept one) throws IOException {
    open.remove(one.id());
    kept.remove(one.id());
    children.remove(one.id());
    killAt.remove(one.id());
    logs.forgetOld(kept.keySet());
    log("stopping", "gone", one.id(), one.ended());
  }

  private void log(String was, String is, String id, String why) {
    LOG.log(
        System.Logger.Level.INFO,
        () -> name + " " + marks.kind() + " " + id + ": was " + was + ", is " + is + ": " + why);
  }

  private static AdapterException failed(String what, IOException e) {
    return new AdapterException.Transient(what + ": " + e, e);
  }

  @Override
  public void close() {
    if (files != null) {
      try {
        files.close();
      } catch (IOException e) {
        LOG.log(System.Logger.Level.WARNING, () -> name + ": its lock was not given back: " + e);
      }
      files = null;
      kept.clear();
    }
  }
}
