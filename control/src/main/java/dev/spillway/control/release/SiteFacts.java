package dev.spillway.control.release;

import dev.spillway.core.Digest;
import dev.spillway.core.Instance;
import dev.spillway.core.Observation.Readiness;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a deployment needs to know of one site at one moment.
 *
 * @param instances as the platform sees them, with what Spillway makes of each
 * @param needed how many ready instances prove the release here
 */
public record SiteFacts(String site, boolean isPublic, List<Seen> instances, int needed) {
  public record Seen(Instance instance, Readiness readiness, String why) {}

  public SiteFacts {
    instances = List.copyOf(instances);
  }

  /** What runs there, ready or not. */
  Set<Digest> running() {
    return instances.stream()
        .map(Seen::instance)
        .filter(i -> i.state() == Instance.State.RUNNING)
        .map(Instance::digest)
        .filter(Objects::nonNull)
        .collect(Collectors.toSet());
  }
}
