package dev.spillway.dns;

import dev.spillway.core.AdapterException;
import dev.spillway.dns.zone.ImageFile;
import dev.spillway.dns.zone.ImageSet;
import dev.spillway.dns.zone.LiveZones;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The steering table that another process of this machine publishes in a folder: read at the start,
 * and again within milliseconds of each change. The publisher may come and go; what was read last
 * stays. A damaged file is reported and not used.
 */
public final class FollowedTable implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(FollowedTable.class.getName());

  /** Without any event: for file systems that report none, and a folder that came back. */
  private static final long LOOK_MILLIS = 1000;

  private final Path folder;
  private final TableFile file;
  private final SteeringTable table;
  private final WatchService watch;
  private final ImageFile images;
  private final LiveZones zones = new LiveZones();
  private final SecretsFile secretsFile;
  private final List<Consumer<ServerSecrets>> sharers = new CopyOnWriteArrayList<>();
  private Optional<ServerSecrets> secrets = Optional.empty();
  private final List<Runnable> rebuilders = new CopyOnWriteArrayList<>();
  private Optional<Map<String, Object>> imagesTaken = Optional.empty();

  private FollowedTable(Path folder, TableFile file, Rows first, WatchService watch) {
    this.folder = folder;
    this.file = file;
    this.table = new SteeringTable(file, first);
    this.watch = watch;
    this.images = new ImageFile(folder);
    this.secretsFile = new SecretsFile(folder);
    images.load(first.version()).ifPresent(set -> zones.replace(set.images()));
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
      register(folder, watch);
      Rows first = file.look(-1).orElse(Rows.NONE);
      FollowedTable followed = new FollowedTable(folder, file, first, watch);
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

  /** The zones that were published with the table; empty when none ever were. */
  public LiveZones zones() {
    return zones;
  }

  /** Is called when zones have changed: servers are to read them anew. */
  public void whenRebuilt(Runnable rebuilder) {
    rebuilders.add(rebuilder);
  }

  /**
   * Gives the secrets that all name servers of the controller share, as soon as they are there.
   *
   * @param sharer quick; perhaps called at once
   */
  public synchronized void whenShared(Consumer<ServerSecrets> sharer) {
    sharers.add(sharer);
    share();
    secrets.ifPresent(sharer);
  }

  /** The controller makes them once, before its first table. */
  private synchronized void share() {
    if (secrets.isEmpty()) {
      secrets = secretsFile.read();
      secrets.ifPresent(now -> sharers.forEach(sharer -> sharer.accept(now)));
    }
  }

  private static void register(Path folder, WatchService watch) throws IOException {
    folder.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
  }

  private void run() {
    boolean watched = true;
    Object seen = List.of();
    try {
      while (true) {
        WatchKey key = watch.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        if (key != null) {
          key.pollEvents();
          watched = say(watched, key.reset());
        } else if (!watched) {
          watched = say(false, registered());
        }
        // Files are replaced by renaming, so one look after any number of events sees the newest.
        Object stamps = List.of(file.stamp(), images.stamp());
        if (key != null || !stamps.equals(seen)) {
          seen = stamps;
          look();
        }
      }
    } catch (InterruptedException | ClosedWatchServiceException e) {
      LOG.log(System.Logger.Level.DEBUG, "steering table: no longer followed");
    }
  }

  private void look() {
    try {
      share();
      takeOver(file.look(table.version()));
    } catch (RuntimeException e) {
      LOG.log(
          System.Logger.Level.ERROR,
          "steering table: what was published could not be taken over because of a mistake in"
              + " Spillway; version "
              + table.version()
              + " goes on being answered",
          e);
    }
  }

  /**
   * Rows and the images that they need, together or not at all. Images are saved before their rows,
   * so those that are read after rows are at least as new; newer ones wait for theirs, and these
   * rows have those before them.
   */
  private void takeOver(Optional<Rows> rows) {
    Optional<Map<String, Object>> stamp = images.stamp();
    if (stamp.isEmpty() || stamp.equals(imagesTaken)) {
      rows.ifPresent(table::replace);
      return;
    }
    long version = rows.map(Rows::version).orElseGet(table::version);
    Optional<ImageSet> taken = images.newest();
    if (taken.filter(set -> set.version() > version).isPresent()) {
      taken = images.before().filter(set -> set.version() <= version);
      if (version == table.version() || taken.isEmpty()) {
        return; // the rows of the newest images are still to be written
      }
    } else {
      imagesTaken = stamp;
    }
    taken.ifPresent(set -> zones.replace(set.images()));
    rows.ifPresent(table::replace);
    if (taken.isPresent()) {
      rebuilders.forEach(Runnable::run);
    }
  }

  private boolean registered() {
    try {
      register(folder, watch);
      return true;
    } catch (IOException stillGone) {
      return false;
    }
  }

  private boolean say(boolean was, boolean is) {
    if (was != is) {
      LOG.log(
          is ? System.Logger.Level.INFO : System.Logger.Level.ERROR,
          is
              ? "steering table: its folder is back; version {0} is answered"
              : "steering table: its folder is gone; version {0} goes on being answered",
          table.version());
    }
    return is;
  }

  @Override
  public void close() throws IOException {
    watch.close();
  }
}
