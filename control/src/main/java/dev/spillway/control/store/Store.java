package dev.spillway.control.store;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What must survive a restart: versioned values changed by compare-and-put, and append-only logs.
 * Safe for any thread.
 */
public interface Store extends AutoCloseable {

  /** When a write must have reached the disk. */
  enum Durability {
    /** Before the call returns: intents, which must be known after a crash at any instruction. */
    NOW,
    /** With the next group, a fraction of a second later: everything that can be seen again. */
    GROUPED
  }

  /**
   * @param version counts the writes of this key, from 1
   * @param text JSON
   */
  record Entry(long version, String text) {}

  /** One line of a log. */
  record Line(long seq, String text) {}

  Optional<Entry> get(String key) throws StoreException;

  /**
   * Writes when the stored version is still the expected one.
   *
   * @param expected 0 when the key must not exist yet
   * @return the new version; empty when another write came first, and nothing was written
   */
  OptionalLong put(String key, long expected, String text, Durability durability)
      throws StoreException;

  /** A write that has its place among all writes and may still have to be made. */
  @FunctionalInterface
  interface Pending {
    /**
     * Waits until it has been made, and with {@link Durability#NOW} has reached the disk.
     *
     * @throws StoreException when it was not
     */
    void await() throws StoreException;
  }

  /**
   * Adds a line, after those of earlier calls, without waiting for it; {@code seq} must be above
   * all that the log holds. Lines that are waited for at the same time reach the disk together.
   */
  Pending append(String log, long seq, String text, Durability durability);

  /** The first {@code limit} lines after {@code seq}, oldest first. */
  List<Line> after(String log, long seq, int limit) throws StoreException;

  /** The newest {@code limit} lines, oldest first. */
  List<Line> latest(String log, int limit) throws StoreException;

  /** Removes all lines but the newest {@code count}, without reading any. */
  void keepNewest(String log, int count) throws StoreException;

  /** Removes all lines before {@code seq}. */
  void trim(String log, long seq) throws StoreException;

  /** The highest number in any log; 0 when there is none. */
  long highestSeq() throws StoreException;

  /** Why nothing can be written at this moment, with what to do; empty when all is well. */
  Optional<String> trouble();

  @Override
  void close();
}
