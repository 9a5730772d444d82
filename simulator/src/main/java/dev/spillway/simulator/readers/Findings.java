package dev.spillway.simulator.readers;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Counts what is odd while files are read; constant memory whatever comes. */
final class Findings {
  private static final int SHOWN = 60;
  private static final int ZONES = 100;

  final List<String> sources = new ArrayList<>();
  private final Map<Trouble, LeftOut> leftOut = new EnumMap<>(Trouble.class);
  private final TreeSet<Integer> zones = new TreeSet<>();
  private final List<String> remarks = new ArrayList<>();
  private String file = "";
  long lines;
  long used;
  private long zoneless;
  private long backwards;
  private long farthestBack;
  private long duplicates;
  long series;

  void file(String name) {
    file = name;
  }

  String place(long line) {
    return file + ":" + line;
  }

  void leftOut(Trouble trouble, long line, String found) {
    LeftOut known = leftOut.get(trouble);
    leftOut.put(
        trouble,
        known == null
            ? new LeftOut(trouble, 1, place(line), excerpt(found))
            : new LeftOut(trouble, known.count() + 1, known.first(), known.found()));
  }

  /** Things that had been used before they turned out to be of no use. */
  void takenBack(Trouble trouble, long count, String found) {
    used -= count;
    leftOut.put(trouble, new LeftOut(trouble, count, "", found));
  }

  /** What is told apart is at most 100 zones; a log with more is odd enough to say so. */
  void zone(int offsetSeconds) {
    if (zones.size() < ZONES) {
      zones.add(offsetSeconds);
    }
  }

  void zoneless() {
    zoneless++;
  }

  void backwards(long seconds) {
    backwards++;
    farthestBack = Math.max(farthestBack, seconds);
  }

  void duplicate() {
    duplicates++;
  }

  void remark(String text) {
    remarks.add(text);
  }

  Reading reading(String zone) {
    List<String> all = new ArrayList<>();
    if (zones.size() > 1) {
      String more = zones.size() == ZONES ? " or more" : "";
      all.add("times are in " + zones.size() + more + " time zones: each was converted");
    }
    if (zoneless > 0) {
      all.add(zoneless + " times have no time zone and were read as " + zone + " (--zone)");
    }
    if (backwards > 0) {
      all.add(
          "time goes backwards in "
              + backwards
              + " lines, by up to "
              + Spans.show(farthestBack)
              + ": each was counted at its own time");
    }
    if (duplicates > 0) {
      all.add(duplicates + " rates have the time of another one: their mean was taken");
    }
    if (series > 1) {
      all.add(series + " series were added up");
    }
    all.addAll(remarks);
    return new Reading(sources, lines, used, List.copyOf(leftOut.values()), all);
  }

  /** The beginning of a text, fit for a terminal. */
  static String excerpt(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < Math.min(SHOWN, text.length()); i++) {
      char c = text.charAt(i);
      out.append(c < ' ' || (c >= 0x7f && c < 0xa0) ? '?' : c);
    }
    return text.length() > SHOWN ? out + "…" : out.toString();
  }
}
