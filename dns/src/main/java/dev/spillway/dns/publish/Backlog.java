package dev.spillway.dns.publish;

import dev.spillway.core.SteeredHost;
import dev.spillway.dns.Rows;
import dev.spillway.dns.publish.Frames.Frame;
import dev.spillway.dns.zone.ZoneImage;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one node has still to be told. Whatever the node does, it holds each row and each image once
 * at most, and those are shared with the table: what is newer takes the place of what was not sent.
 * Putting in never waits. Safe for any thread.
 */
final class Backlog {
  private @Nullable Update only;
  private @Nullable SortedMap<String, SteeredHost> rows;
  private final Map<ByteBuffer, ZoneImage> images = new HashMap<>();
  private boolean wholeRows;
  private boolean wholeImages;
  private long version;
  private boolean ping;
  private boolean asks;
  private boolean closed;

  synchronized void add(Update update) {
    if (only == null && rows == null) {
      only = update;
    } else {
      if (only != null) {
        merge(only);
        only = null;
      }
      merge(update);
    }
    notifyAll();
  }

  private void merge(Update update) {
    if (rows == null || update.wholeRows()) {
      rows = new TreeMap<>(update.rows().byHost());
    } else {
      rows.putAll(update.rows().byHost());
    }
    if (update.wholeImages()) {
      images.clear();
    }
    update.images().forEach(image -> images.put(ByteBuffer.wrap(image.apex()), image));
    wholeRows |= update.wholeRows();
    wholeImages |= update.wholeImages();
    version = update.rows().version();
  }

  /**
   * Says that we are there, unless something else is going to.
   *
   * @param forCounts asks what was answered, too, and is sent in any case
   */
  synchronized void ping(boolean forCounts) {
    ping = true;
    asks |= forCounts;
    notifyAll();
  }

  synchronized void close() {
    closed = true;
    notifyAll();
  }

  synchronized boolean isEmpty() {
    return only == null && rows == null && !ping && !asks;
  }

  /**
   * Waits for something to send and takes it out.
   *
   * @return null when it is closed
   */
  @Nullable Frame take() throws InterruptedException {
    Update update = next();
    if (update == null) {
      return sign();
    }
    return Frames.of(Frames.UPDATE, update.bytes()); // written without keeping anybody waiting
  }

  private synchronized @Nullable Frame sign() {
    if (closed) {
      return null;
    }
    Frame sign = asks ? Frames.askForCounts() : Frames.of(Frames.PING, new byte[0]);
    asks = false;
    return sign;
  }

  private synchronized @Nullable Update next() throws InterruptedException {
    while (isEmpty() && !closed) {
      wait();
    }
    ping = false;
    Update next = only;
    if (rows != null) {
      next = new Update(new Rows(version, rows), wholeRows, images.values(), wholeImages);
      rows = null;
      images.clear();
      wholeRows = false;
      wholeImages = false;
    }
    only = null;
    return next;
  }
}
