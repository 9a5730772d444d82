package dev.spillway.core;

/** Asks how the link to a public site is. Called by one thread at a time for each app. */
@FunctionalInterface
public interface LinkMonitor {
  /**
   * @throws AdapterException when the agent itself cannot be asked
   */
  LinkStatus status(String app, String site) throws AdapterException;
}
