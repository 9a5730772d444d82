package dev.spillway.core;

import java.util.List;

/**
 * Reads signals of one site. Called by one thread at a time; keeps its own rise and fall counts.
 */
public interface SignalSource extends AutoCloseable {

  /**
   * Asks the site now. It returns within the source's own timeout.
   *
   * @param instances the site's instances that run, from its platform
   * @throws AdapterException when nothing could be learnt; that one instance does not answer is no
   *     exception but part of the reading
   */
  Reading read(List<Instance> instances) throws AdapterException;

  /** How often it wants to be asked. */
  java.time.Duration interval();

  @Override
  void close();
}
