package dev.spillway.simulator.readers;

import java.util.List;

/**
 * What was read, and how well.
 *
 * @param sources file and format of each
 * @param lines lines, rows or samples looked at, empty ones not counted
 * @param used of them
 * @param leftOut the others by reason; the counts and {@code used} sum to {@code lines}
 * @param remarks what a person should know about the curve, in plain sentences
 */
public record Reading(
    List<String> sources, long lines, long used, List<LeftOut> leftOut, List<String> remarks) {
  public Reading {
    sources = List.copyOf(sources);
    leftOut = List.copyOf(leftOut);
    remarks = List.copyOf(remarks);
  }

  /** One sentence a line; the first says what was read. */
  public List<String> text() {
    List<String> out = new java.util.ArrayList<>();
    out.add("read " + String.join(", ", sources) + ": " + used + " of " + lines + " lines used");
    leftOut.forEach(l -> out.add("left out: " + l.text()));
    out.addAll(remarks);
    return out;
  }
}
