package dev.spillway.demo;

/**
 * One thing that the demo claims, and what was seen.
 *
 * @param what is claimed, in plain words
 * @param seen the figures
 */
public record Check(String what, Result result, String seen) {
  /** How a check ended. */
  public enum Result {
    OK,
    FAILED,
    /** It could not be made here; the figures say why. */
    SKIPPED
  }

  static Check of(String what, boolean ok, String seen) {
    return new Check(what, ok ? Result.OK : Result.FAILED, seen);
  }

  static Check skipped(String what, String why) {
    return new Check(what, Result.SKIPPED, why);
  }
}
