package dev.spillway.link;

/**
 * Who wants a stream.
 *
 * @param who address and names for people and logs; one line
 * @param release what the connector's certificate says its instances are; empty when nobody says
 */
record Caller(String who, String release) {
  private static final int MOST_WHO = 110;

  Caller(String who) {
    this(who, "");
  }

  /** Reads what {@link #text} wrote. An end of an earlier release writes no second line. */
  static Caller parse(String text) {
    String[] lines = text.split("\n", 2);
    String release = lines.length < 2 ? "" : lines[1];
    return new Caller(Frames.line(lines[0]), Frames.line(release));
  }

  /** One of the gateway's own; see {@link ServiceChecks}. */
  boolean isCheck() {
    return who.equals(ServiceChecks.CLIENT);
  }

  /** For {@link FrameType#OPEN}: a long name must not push out the release. */
  String text() {
    if (release.isEmpty()) {
      return who;
    }
    String ascii = who.replaceAll("[^ -~]", "?");
    return ascii.substring(0, Math.min(MOST_WHO, ascii.length())) + "\n" + release;
  }
}
