package dev.spillway.core;

import java.util.Map;
import java.util.Optional;

/** Where shares are published: says what is, and applies what should be. Safe for any thread. */
public interface SteeringTarget extends AutoCloseable {
  /** How finely a target can share clients out. */
  enum Ability {
    /** Exact shares. */
    WEIGHTED,
    /** Some of a site's addresses, so shares come in steps. */
    STEPPED,
    /** All or nothing. */
    SWITCH
  }

  Ability ability();

  /** What is published for the host now; empty when nothing is. */
  Optional<SteeredHost> current(String host) throws AdapterException;

  /**
   * How many answers named each site of the host, by site, since whoever answers began; may fall
   * when that begins anew. Empty where nobody counts. Never waits.
   */
  default Map<String, Long> answered(String host) {
    return Map.of();
  }

  /** Publishes; when it returns, new answers follow it. Publishing what is there does nothing. */
  void apply(SteeredHost host) throws AdapterException;

  @Override
  void close();
}
