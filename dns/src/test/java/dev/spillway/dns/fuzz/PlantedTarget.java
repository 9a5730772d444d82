package dev.spillway.dns.fuzz;

/** Fails on one of 2^40 beginnings: found by following branches, never by changes at random. */
public final class PlantedTarget {
  private PlantedTarget() {}

  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length > 4
        && input[0] == 's'
        && input[1] == 'p'
        && input[2] == 'i'
        && input[3] == 'l'
        && input[4] == 'l') {
      throw new IllegalStateException("the planted mistake");
    }
  }
}
