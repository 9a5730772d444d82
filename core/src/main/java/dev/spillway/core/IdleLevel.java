package dev.spillway.core;

/** What a public site keeps while it carries nothing. */
public enum IdleLevel {
  /** Nothing that bills. */
  ZERO,
  /** The smallest paid form, quick to wake. */
  STANDBY,
  /** One instance that is ready at any time. */
  HOT
}
