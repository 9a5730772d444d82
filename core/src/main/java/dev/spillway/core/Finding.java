package dev.spillway.core;

/**
 * One thing that an {@link OnlineCheck} has found.
 *
 * @param topic what it is about, in a word or two
 * @param text for people: what was found and, for a problem, what to do
 */
public record Finding(Level level, String topic, String text) {
  /** What it means for whoever asked. */
  public enum Level {
    /** As it should be. */
    OK,
    /** To be known; nothing stands in the way, or nobody can tell. */
    NOTE,
    /** It would fail. */
    PROBLEM
  }
}
