package dev.spillway.simulator.readers;

/**
 * What was left out for one reason.
 *
 * @param count lines, rows or samples
 * @param first where the first one is: file and line; empty when that is not known
 * @param found the beginning of it
 */
public record LeftOut(Trouble trouble, long count, String first, String found) {
  /** For people: {@code 12 with a rate below 0, the first a.csv:7: '60,-1'}. */
  public String text() {
    String place = first.isEmpty() ? "" : ", the first " + first;
    return count
        + " with "
        + trouble.words()
        + place
        + (found.isEmpty() ? "" : ": '" + found + "'");
  }
}
