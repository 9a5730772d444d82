package dev.spillway.policy;

import java.util.Objects;

/**
 * What was learned of one site; it outlives a restart.
 *
 * @param warmUps from asking for an instance until it is ready
 * @param following how its clients follow the published share
 * @param ceiling what it carries; unknown unless its capacity is to be learned
 */
public record Learned(Times warmUps, Following following, Ceiling ceiling) {
  static final Learned NOTHING = new Learned(Times.NONE, Following.NONE, Ceiling.UNKNOWN);

  public Learned {
    // Absent in what an earlier version stored.
    warmUps = Objects.requireNonNullElse(warmUps, Times.NONE);
    following = Objects.requireNonNullElse(following, Following.NONE);
    ceiling = Objects.requireNonNullElse(ceiling, Ceiling.UNKNOWN);
  }

  Learned afterRestart() {
    return new Learned(warmUps, following.afterRestart(), ceiling.afterRestart());
  }

  Learned with(Following now) {
    return new Learned(warmUps, now, ceiling);
  }

  Learned with(Ceiling now) {
    return new Learned(warmUps, following, now);
  }
}
