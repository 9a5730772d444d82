package dev.spillway.control.store;

import dev.spillway.control.store.Store.Durability;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One value that is held in memory and in the store. Safe for any thread; a failed write leaves the
 * value in memory as it was.
 *
 * @param <T> a record that {@link Json} writes and reads
 */
public final class Kept<T> {
  private final Store store;
  private final String key;
  private long version;
  private volatile T value;

  /** A write failed, so that nobody knows whether the file has it. */
  private boolean doubtful;

  private Kept(Store store, String key, long version, T value) {
    this.store = store;
    this.key = key;
    this.version = version;
    this.value = value;
  }

  /**
   * @param initial what holds when nothing was stored
   * @throws StoreException when what is stored is no such value
   */
  public static <T> Kept<T> load(Store store, String key, Class<T> type, T initial)
      throws StoreException {
    Optional<Store.Entry> found = store.get(key);
    if (found.isEmpty()) {
      return new Kept<>(store, key, 0, initial);
    }
    try {
      return new Kept<>(store, key, found.get().version(), Json.read(found.get().text(), type));
    } catch (IllegalArgumentException e) {
      throw new StoreException(
          "the store's value '"
              + key
              + "' cannot be read ("
              + e.getMessage()
              + "): it was written by another version of this program; use that version, or move"
              + " the state folder away to start afresh",
          e);
    }
  }

  public T get() {
    return value;
  }

  /** Nothing was ever stored, now or before. */
  public synchronized boolean untouched() {
    return version == 0;
  }

  /**
   * @throws StoreException when it could not be stored, or another writer changed it
   */
  public synchronized void set(T next, Durability durability) throws StoreException {
    String text = Json.write(next);
    OptionalLong written = put(version, text, durability);
    if (written.isEmpty()) {
      // A store that was opened anew after a failed disk may have lost the last group of writes, or
      // have one that was said to have failed. Its lock keeps other writers out.
      long stored = store.get(key).map(Store.Entry::version).orElse(0L);
      if (stored < version || doubtful) {
        written = put(stored, text, durability);
      }
    }
    version =
        written.orElseThrow(() ->
            new StoreException(
                "the store's value '" + key + "' was changed by another controller; stop one"));
    value = next;
    doubtful = false;
  }

  private OptionalLong put(long expected, String text, Durability durability)
      throws StoreException {
    try {
      return store.put(key, expected, text, durability);
    } catch (StoreException e) {
      doubtful = true;
      throw e;
    }
  }
}
