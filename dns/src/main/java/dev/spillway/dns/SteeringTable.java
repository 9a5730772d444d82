package dev.spillway.dns;

import dev.spillway.core.AdapterException;
import dev.spillway.core.SteeredHost;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * The steering table: in memory for answers, in a folder for the next start. What was saved last is
 * there as soon as it is opened, without any controller.
 *
 * <p>A change is in memory first, so that answers follow it even when the disk is full, and on disk
 * when the call returns. Changes that wait for the disk together are saved together. Safe for any
 * thread.
 */
public final class SteeringTable {
  private static final System.Logger LOG = System.getLogger(SteeringTable.class.getName());

  /** Is told of each change, in order, before {@link #apply} returns; must be quick. */
  public interface Follower {
    /**
     * Takes the rows as they are now.
     *
     * @param changed the row that was set; empty when one was removed
     */
    void follow(Rows rows, Optional<SteeredHost> changed);
  }

  /** Saves what rows need before they are saved. */
  public interface Saver {
    /**
     * @throws AdapterException.Transient when it could not; then the rows are not saved either
     */
    void save() throws AdapterException.Transient;
  }

  private final TableFile file;
  private final Object change = new Object();
  private final Object disk = new Object();
  private final List<Follower> followers = new CopyOnWriteArrayList<>();
  private final List<Supplier<Saver>> savedFirst = new CopyOnWriteArrayList<>();
  private final AnswerCounts answers = new AnswerCounts();
  private volatile Rows rows;
  private volatile long savedVersion;
  private long restarts;

  SteeringTable(TableFile file, Rows rows) {
    this.file = file;
    this.rows = rows;
    this.savedVersion = rows.version();
  }

  /**
   * Opens the table of a folder, which is made when it is missing. One process at a time may write
   * to a folder.
   *
   * @throws AdapterException.Invalid when the folder cannot be used, or when both the saved table
   *     and the one before it are damaged; says what to do
   */
  public static SteeringTable open(Path folder) throws AdapterException.Invalid {
    TableFile file = new TableFile(folder);
    Rows rows = file.load();
    LOG.log(
        System.Logger.Level.INFO,
        "steering table: {0} hosts at version {1} from {2}",
        rows.byHost().size(),
        rows.version(),
        folder);
    return new SteeringTable(file, rows);
  }

  /** The row of a host; empty when there is none. */
  public Optional<SteeredHost> current(String host) {
    return rows.row(host);
  }

  /** Grows with each change; 0 for a table that never had a row. It is the SOA's serial. */
  public long version() {
    return rows.version();
  }

  /** All rows, by host name. */
  public List<SteeredHost> hosts() {
    return List.copyOf(rows.hosts());
  }

  /**
   * Sets the row of its host. When it returns, all answers follow it and it survives a restart. A
   * row that is there already changes nothing.
   *
   * @throws AdapterException.Invalid when the row cannot be served; nothing has changed
   * @throws AdapterException.Transient when it is served but could not be saved; applying the same
   *     row again tries to save it again
   */
  public void apply(SteeredHost row) throws AdapterException {
    try {
      RowCheck.check(row);
    } catch (IllegalArgumentException e) {
      throw new AdapterException.Invalid("steering table: " + e.getMessage(), e);
    }
    synchronized (change) {
      Optional<SteeredHost> before = rows.row(row.host());
      if (!before.equals(Optional.of(row))) {
        swap(rows.with(row), Optional.of(row));
        LOG.log(
            System.Logger.Level.INFO,
            "steering table: {0} was {1}, is {2}",
            row.host(),
            before.map(SteeringTable::brief).orElse("absent"),
            brief(row));
      }
    }
    save();
  }

  /**
   * Takes a host out, so that its name no longer has addresses. Does nothing when there is no row.
   *
   * @throws AdapterException.Transient as for {@link #apply}
   */
  public void remove(String host) throws AdapterException {
    synchronized (change) {
      if (rows.row(host).isPresent()) {
        swap(rows.without(host), Optional.empty());
        LOG.log(System.Logger.Level.INFO, "steering table: {0} was removed", host);
      }
    }
    save();
  }

  /** Takes over what another process published; the same again changes nothing. */
  public void replace(Rows published) {
    synchronized (change) {
      if (published.equals(rows)) {
        return;
      }
      if (published.version() <= rows.version()) {
        restarts++; // the publisher began anew: its versions say nothing about ours
        savedVersion = -1;
      }
      swap(published, Optional.empty());
    }
    LOG.log(
        System.Logger.Level.INFO,
        "steering table: version {0} with {1} hosts was published",
        published.version(),
        published.byHost().size());
  }

  /** Takes over one row that another process published, at its version; all others stay. */
  public void replace(SteeredHost row, long version) {
    synchronized (change) {
      swap(new Rows(version - 1, rows.byHost()).with(row), Optional.of(row));
    }
  }

  /** How often the sites of its hosts were answered. */
  public AnswerCounts answers() {
    return answers;
  }

  /** Saves what was taken over from another process, and what is saved first. */
  public void persist() throws AdapterException.Transient {
    synchronized (disk) {
      saveLatest();
    }
  }

  private void swap(Rows next, Optional<SteeredHost> changed) {
    rows = next;
    followers.forEach(follower -> follower.follow(next, changed));
  }

  private void save() throws AdapterException.Transient {
    long wanted = rows.version();
    synchronized (disk) {
      if (savedVersion < wanted) { // else saved together with another change
        saveLatest();
      }
    }
  }

  private void saveLatest() throws AdapterException.Transient {
    Rows latest;
    List<Saver> first;
    long during;
    synchronized (change) {
      latest = rows;
      during = restarts;
      first = savedFirst.stream().map(Supplier::get).toList();
    }
    for (Saver saver : first) {
      saver.save();
    }
    if (savedVersion == latest.version()) {
      return;
    }
    try {
      file.save(latest);
    } catch (IOException e) {
      throw new AdapterException.Transient(
          "steering table: version " + latest.version() + " is served but not saved: " + e, e);
    }
    synchronized (change) {
      savedVersion = during == restarts ? latest.version() : -1;
    }
  }

  /** Adds a follower and tells it of what is, so that it misses no change. */
  public void follow(Follower follower) {
    synchronized (change) {
      followers.add(follower);
      follower.follow(rows, Optional.empty());
    }
  }

  /**
   * Before rows are saved that may need what it saves, by one thread at a time.
   *
   * @param saver asked between two changes, quick; saves what fits the rows of that moment
   */
  public void saveFirst(Supplier<Saver> saver) {
    savedFirst.add(saver);
  }

  /** All rows at this moment. */
  Rows rows() {
    return rows;
  }

  /** Shows the rows to somebody, between two changes; quick. */
  public void read(java.util.function.Consumer<Rows> reader) {
    synchronized (change) {
      reader.accept(rows);
    }
  }

  /** Tells it no longer. */
  public void unfollow(Follower follower) {
    followers.remove(follower);
  }

  /** Runs it no longer. */
  public void saveNoLonger(Supplier<Saver> saver) {
    savedFirst.remove(saver);
  }

  /** For people: "hq 60 %, azure 40 %". */
  private static String brief(SteeredHost row) {
    return String.join(", ", row.sites().stream().map(s -> s.site() + " " + s.share()).toList());
  }
}
