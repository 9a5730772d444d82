package dev.spillway.control.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;

/**
 * The store in one file of this machine. The file is locked while it is open, so a second
 * controller on the same state folder is refused. When the disk fails, writes throw until the file
 * could be opened again, which is tried every few seconds; what the last group held may then be
 * lost. The file is used by one thread of the store's own: a caller that is interrupted amid a call
 * would close it for all others ({@link java.nio.channels.InterruptibleChannel}). What waits for
 * the disk while that thread is at it is written by the next sync, all of it at once.
 */
public final class MvStore implements Store {
  private static final System.Logger LOG = System.getLogger(MvStore.class.getName());
  private static final Duration GROUP = Duration.ofMillis(250);
  private static final int GROUPS_UNTIL_REOPEN = 20;

  /** A minute. */
  private static final int GROUPS_UNTIL_COMPACT = 240;

  /** Parts of the file that hold less than this of what counts are written anew. */
  private static final int FILLED_PERCENT = 50;

  private static final int COMPACT_BYTES = 16 << 20;

  /** An open file and its two maps. */
  private record Open(MVStore file, MVMap<String, String> values, MVMap<String, String> lines) {}

  private final Path path;
  private final Object lock = new Object();
  private final Thread flusher;
  private final StoreThread thread;
  private volatile boolean closed;
  private @Nullable Open open;
  private volatile @Nullable String trouble;

  private MvStore(Path path, Open open) {
    this.path = path;
    this.open = open;
    this.thread = new StoreThread(path, () -> now(MvStore::sync));
    this.flusher = Thread.ofVirtual().name("store-groups").unstarted(this::writeGroups);
  }

  /**
   * @throws StoreException when the file is in use, damaged or cannot be made; it says which
   */
  public static MvStore open(Path path) throws StoreException {
    try {
      Path folder = path.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
    } catch (IOException e) {
      throw new StoreException(
          "the state folder of " + path + " cannot be made: " + e + "; name one that can", e);
    }
    MvStore store = new MvStore(path, openFile(path));
    store.flusher.start();
    return store;
  }

  private static Open openFile(Path path) throws StoreException {
    try {
      onlyForOwner(path);
    } catch (IOException e) {
      throw new StoreException(path + " cannot be used: " + e, e);
    }
    try {
      MVStore file =
          new MVStore.Builder().fileName(path.toString()).autoCommitDisabled().cacheSize(8).open();
      return new Open(file, file.openMap("values"), file.openMap("lines"));
    } catch (MVStoreException e) {
      throw new StoreException(why(path, e), e);
    }
  }

  /** Whatever the umask: events name hosts, people and the last words of apps. */
  private static void onlyForOwner(Path path) throws IOException {
    Set<PosixFilePermission> owner = PosixFilePermissions.fromString("rw-------");
    if (!Files.exists(path)) {
      Files.createFile(path, PosixFilePermissions.asFileAttribute(owner));
    } else if (!owner.containsAll(Files.getPosixFilePermissions(path))) {
      Files.setPosixFilePermissions(path, owner);
    }
  }

  private static String why(Path path, MVStoreException e) {
    return switch (e.getErrorCode()) {
      case DataUtils.ERROR_FILE_LOCKED ->
          path
              + " is in use by another controller; stop that one, or give this one a state folder"
              + " of its own";
      case DataUtils.ERROR_FILE_CORRUPT ->
          path
              + " is damaged ("
              + e.getMessage()
              + "); restore it from a backup, or move it away to start afresh (what was deployed"
              + " and decided is then forgotten)";
      case DataUtils.ERROR_WRITING_FAILED ->
          path + " cannot be written (" + e.getMessage() + "); free space on its disk";
      default -> path + " cannot be used: " + e.getMessage();
    };
  }

  @Override
  public Optional<Entry> get(String key) throws StoreException {
    return guarded(o -> Optional.ofNullable(o.values().get(key)).map(MvStore::entry));
  }

  private static Entry entry(String stored) {
    int space = stored.indexOf(' ');
    return new Entry(Long.parseLong(stored, 0, space, 10), stored.substring(space + 1));
  }

  @Override
  public OptionalLong put(String key, long expected, String text, Durability durability)
      throws StoreException {
    CompletableFuture<OptionalLong> done =
        begin(
            o -> {
              String stored = o.values().get(key);
              long version = stored == null ? 0 : entry(stored).version();
              if (version != expected) {
                return OptionalLong.empty();
              }
              o.values().put(key, (version + 1) + " " + text);
              return OptionalLong.of(version + 1);
            },
            durability);
    return StoreThread.await(done);
  }

  @Override
  public Pending append(String log, long seq, String text, Durability durability) {
    CompletableFuture<Boolean> done =
        begin(
            o -> {
              o.lines().put(lineKey(log, seq), text);
              return true;
            },
            durability);
    return () -> StoreThread.await(done);
  }

  @Override
  public List<Line> after(String log, long seq, int limit) throws StoreException {
    return guarded(o -> {
      List<Line> found = new ArrayList<>();
      String key = o.lines().higherKey(lineKey(log, seq));
      while (key != null && key.startsWith(prefix(log)) && found.size() < limit) {
        found.add(line(o, key));
        key = o.lines().higherKey(key);
      }
      return found;
    });
  }

  @Override
  public List<Line> latest(String log, int limit) throws StoreException {
    return guarded(o -> {
      Deque<Line> found = new ArrayDeque<>();
      String key = o.lines().lowerKey(lineKey(log, Long.MAX_VALUE));
      while (key != null && key.startsWith(prefix(log)) && found.size() < limit) {
        found.addFirst(line(o, key));
        key = o.lines().lowerKey(key);
      }
      return List.copyOf(found);
    });
  }

  @Override
  public void trim(String log, long seq) throws StoreException {
    guarded(o -> {
      String key = o.lines().higherKey(lineKey(log, 0));
      while (key != null && key.startsWith(prefix(log)) && line(o, key).seq() < seq) {
        o.lines().remove(key);
        key = o.lines().higherKey(key);
      }
      return true;
    });
  }

  @Override
  public void keepNewest(String log, int count) throws StoreException {
    guarded(o -> {
      MVMap<String, String> lines = o.lines();
      String last = lines.lowerKey(lineKey(log, Long.MAX_VALUE));
      if (last == null || !last.startsWith(prefix(log))) {
        return true;
      }
      long surplus = lines.getKeyIndex(last) - count;
      String key = surplus < 0 ? null : lines.getKey(surplus);
      while (key != null && key.startsWith(prefix(log))) {
        lines.remove(key);
        key = lines.lowerKey(key);
      }
      return true;
    });
  }

  @Override
  public long highestSeq() throws StoreException {
    return guarded(o -> {
      long highest = 0;
      String key = o.lines().lastKey();
      while (key != null) {
        highest = Math.max(highest, line(o, key).seq());
        key = o.lines().lowerKey(prefix(key.substring(0, key.lastIndexOf('/'))));
      }
      return highest;
    });
  }

  private static Line line(Open o, String key) {
    String text = o.lines().get(key);
    return new Line(
        Long.parseLong(key, key.lastIndexOf('/') + 1, key.length(), 10), text == null ? "" : text);
  }

  private static String prefix(String log) {
    return log + "/";
  }

  /** Zero-padded, so that the order of keys is the order of numbers. */
  private static String lineKey(String log, long seq) {
    String digits = Long.toString(seq);
    return prefix(log) + "0".repeat(19 - digits.length()) + digits;
  }

  @Override
  public Optional<String> trouble() {
    return Optional.ofNullable(trouble);
  }

  private interface Work<T> {
    T on(Open open);
  }

  private <T> T guarded(Work<T> work) throws StoreException {
    return StoreThread.await(begin(work, Durability.GROUPED));
  }

  private <T> CompletableFuture<T> begin(Work<T> work, Durability durability) {
    return thread.begin(() -> now(work), durability);
  }

  private static boolean sync(Open o) {
    o.file().commit();
    o.file().sync();
    return true;
  }

  private <T> T now(Work<T> work) throws StoreException {
    synchronized (lock) {
      Open o = open;
      if (o == null) {
        String why = trouble;
        throw new StoreException(why != null ? why : path + " is closed");
      }
      try {
        return work.on(o);
      } catch (MVStoreException e) {
        throw failed(o, e);
      }
    }
  }

  private StoreException failed(Open o, MVStoreException e) {
    String why = why(path, e);
    LOG.log(System.Logger.Level.ERROR, "store: usable -> failed: " + why);
    trouble = why;
    open = null;
    o.file().closeImmediately();
    return new StoreException(why, e);
  }

  private void writeGroups() {
    int waited = 0;
    int groups = 0;
    while (!closed) {
      LockSupport.parkNanos(GROUP.toNanos());
      waited = trouble == null ? 0 : waited + 1;
      if (waited >= GROUPS_UNTIL_REOPEN) {
        reopen();
        waited = 0;
      } else if (waited == 0 && !closed) {
        writeGroup(++groups % GROUPS_UNTIL_COMPACT == 0);
      }
    }
  }

  private void writeGroup(boolean compact) {
    try {
      guarded(o -> {
        if (o.file().hasUnsavedChanges()) {
          o.file().commit();
        }
        return compact && o.file().compact(FILLED_PERCENT, COMPACT_BYTES);
      });
    } catch (StoreException e) {
      LOG.log(System.Logger.Level.DEBUG, "the group was not written: " + e.getMessage());
    }
  }

  private void reopen() {
    synchronized (lock) {
      if (closed || open != null) {
        return;
      }
      try {
        open = openFile(path);
        trouble = null;
        LOG.log(System.Logger.Level.INFO, "store: failed -> usable: " + path + " opened again");
      } catch (StoreException e) {
        trouble = e.getMessage();
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(flusher);
    thread.close();
    synchronized (lock) {
      Open o = open;
      open = null;
      if (o != null) {
        try {
          o.file().commit();
          o.file().close();
        } catch (MVStoreException e) {
          LOG.log(System.Logger.Level.ERROR, "the last group was not written: " + why(path, e));
        }
      }
    }
  }
}
