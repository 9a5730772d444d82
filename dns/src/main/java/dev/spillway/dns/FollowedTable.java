package dev.spillway.dns;

import dev.spillway.core.AdapterException;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.Optional;

/**
 * The steering table that another process of this machine publishes in a folder: read at the start,
 * and again within milliseconds of each change. The publisher may come and go; what was read last
 * stays. A damaged file is reported and not used.
 */
public final class FollowedTable implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(FollowedTable.class.getName());

  private final TableFile file;
  private final SteeringTable table;
  private final WatchService watch;

  private FollowedTable(TableFile file, SteeringTable table, WatchService watch) {
    this.file = file;
    this.table = table;
    this.watch = watch;
  }

  /**
   * Reads the folder's table and goes on following it on a thread of its own.
   *
   * @throws AdapterException.Invalid when the folder cannot be watched; says what to do
   */
  public static FollowedTable open(Path folder) throws AdapterException.Invalid {
    TableFile file = new TableFile(folder);
    file.makeFolder();
    try {
      WatchService watch = folder.getFileSystem().newWatchService();
      folder.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
      Rows first = file.look().orElse(Rows.NONE);
      FollowedTable followed = new FollowedTable(file, new SteeringTable(file, first), watch);
      Thread.ofPlatform().name("steering-table").daemon().start(followed::run);
      return followed;
    } catch (IOException e) {
      throw new AdapterException.Invalid(
          "the folder of the steering table, " + folder + ", cannot be watched: " + e, e);
    }
  }

  /** What to answer from. It is for reading: publishing is the other process's. */
  public SteeringTable table() {
    return table;
  }

  private void run() {
    try {
      while (true) {
        WatchKey key = watch.take();
        key.pollEvents();
        // Files are replaced by renaming, so one look after any number of events sees the newest.
        Optional<Rows> rows = file.look();
        rows.filter(r -> r.version() != table.version()).ifPresent(table::replace);
        if (!key.reset()) {
          LOG.log(
              System.Logger.Level.ERROR,
              "steering table: its folder is gone; version {0} goes on being answered",
              table.version());
          return;
        }
      }
    } catch (InterruptedException | ClosedWatchServiceException e) {
      LOG.log(System.Logger.Level.DEBUG, "steering table: no longer followed");
    }
  }

  @Override
  public void close() throws IOException {
    watch.close();
  }
}
