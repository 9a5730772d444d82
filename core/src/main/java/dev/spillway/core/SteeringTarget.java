package dev.spillway.core;

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

  /** Publishes; when it returns, new answers follow it. Publishing what is there does nothing. */
  void apply(SteeredHost host) throws AdapterException;

  @Override
  void close();
}
