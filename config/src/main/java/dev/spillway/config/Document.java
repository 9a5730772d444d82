package dev.spillway.config;

import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * A file as a tree, and where each of its values stands. Values are named by JSON Pointer (RFC
 * 6901). Defaults are put into the tree in place; they have no spot of their own.
 *
 * @param file as the user named it
 * @param spots by pointer; the root's is the empty text
 */
record Document(String file, JsonNode tree, Map<String, Spot> spots) {

  /**
   * Where a value stands.
   *
   * @param path for people
   * @param keyLine of its key, or of the value itself when it has none
   * @param text of a scalar, exactly as written; empty for others
   */
  record Spot(String path, int keyLine, int keyColumn, int line, int column, String text) {}

  /** The value's place, or that of the nearest value around it that stands in the file. */
  Spot spot(String pointer) {
    String at = pointer;
    Spot found = spots.get(at);
    while (found == null) {
      if (at.isEmpty()) {
        return new Spot("", 1, 1, 1, 1, "");
      }
      at = at.substring(0, at.lastIndexOf('/'));
      found = spots.get(at);
    }
    return found;
  }

  boolean written(String pointer) {
    return spots.containsKey(pointer);
  }

  /** {@code sites.hq.addresses[0]}, also for a value that is missing. */
  String path(String pointer) {
    Spot spot = spots.get(pointer);
    if (spot != null) {
      return spot.path();
    }
    int cut = pointer.lastIndexOf('/');
    return cut < 0
        ? ""
        : join(path(pointer.substring(0, cut)), unescape(pointer.substring(cut + 1)));
  }

  static String join(String path, String key) {
    String shown = key.matches("[A-Za-z0-9_-]+") ? key : Show.quoted(key);
    return path.isEmpty() ? shown : path + "." + shown;
  }

  static String child(String pointer, String key) {
    return pointer + "/" + key.replace("~", "~0").replace("/", "~1");
  }

  /** The last key of a pointer. */
  static String key(String pointer) {
    return unescape(pointer.substring(pointer.lastIndexOf('/') + 1));
  }

  static String parent(String pointer) {
    return pointer.substring(0, Math.max(0, pointer.lastIndexOf('/')));
  }

  private static String unescape(String step) {
    return step.replace("~1", "/").replace("~0", "~");
  }
}
