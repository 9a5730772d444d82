package dev.spillway.link;

import java.net.ProtocolException;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What an agent says first: for which app and site it dials, and which services it would allow.
 *
 * @param services names, sorted
 */
record Hello(String app, String site, List<String> services) {
  /** The version of the frames and their meaning; both ends must have the same. */
  static final String VERSION = "spillway-link 3";

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

  Hello {
    services = List.copyOf(new TreeSet<>(services));
  }

  static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  /** Returns the name when it is one: letters, digits, dashes, dots; at most 63. */
  static String name(String name) {
    if (!isName(name)) {
      throw new IllegalArgumentException(
          "a name is 1 to 63 letters, digits, dashes or dots, not '" + name + "'");
    }
    return name;
  }

  String text() {
    return VERSION + "\n" + app + "\n" + site + "\n" + String.join(",", services);
  }

  static Hello parse(String text) throws ProtocolException {
    String[] lines = text.split("\n", -1);
    if (!lines[0].equals(VERSION)) {
      throw new ProtocolException(
          "this gateway speaks '" + VERSION + "'; install the same release on both ends");
    }
    if (lines.length != 4) {
      throw new ProtocolException("a greeting of " + lines.length + " lines");
    }
    try {
      List<String> services = lines[3].isEmpty() ? List.of() : List.of(lines[3].split(",", -1));
      services.forEach(Hello::name);
      return new Hello(name(lines[1]), name(lines[2]), services);
    } catch (IllegalArgumentException e) {
      throw (ProtocolException)
          new ProtocolException("a greeting with " + e.getMessage()).initCause(e);
    }
  }
}
