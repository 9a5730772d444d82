package dev.spillway.core;

import java.util.List;

/**
 * What a site is made of: says what is, and applies a change. Made for one app on one site; called
 * by one thread at a time. What it started before this process began is listed too.
 */
public interface Platform extends AutoCloseable {
  PlatformTraits traits();

  /** All instances of this app on this site, sorted by id, also those that failed. */
  List<Instance> instances() throws AdapterException;

  /**
   * Whether it can be asked at all, for `spillway check`: changes nothing, not even what it owns.
   *
   * @throws AdapterException when it cannot
   */
  default void probe() throws AdapterException {
    instances();
  }

  /** Carries out one change; when it throws, calling it again is safe. */
  void apply(PlatformChange change) throws AdapterException;

  /** What still exists here and may bill, for people; empty proves that nothing is left. */
  List<String> leftovers() throws AdapterException;

  /** Frees handles of this process; instances keep running. */
  @Override
  void close();
}
