package dev.spillway.azure.site;

import dev.spillway.core.AdapterException;

/** What a {@link Worker} runs again and again. */
public interface Passes {
  /**
   * One pass from what is to what is wanted.
   *
   * @return true when all is as it should be, so that the next pass may come later
   */
  boolean pass() throws AdapterException;

  /** What the last pass saw; may be asked by any thread. */
  Look look();
}
