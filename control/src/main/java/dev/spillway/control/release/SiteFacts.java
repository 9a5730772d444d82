package dev.spillway.control.release;

import dev.spillway.core.Instance;
import dev.spillway.core.Observation.Readiness;
import java.util.List;

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
}
