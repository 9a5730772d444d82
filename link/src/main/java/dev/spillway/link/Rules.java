package dev.spillway.link;

import java.util.Map;

/**
 * What one end lets the other reach, as it stands now. Two of them are the same only when they are
 * one: they are replaced, never changed.
 */
final class Rules {
  final AgentConfig.Target target;
  final Map<String, ServiceMeter> meters;

  /**
   * @param meters of the site's services, which all its gateways share
   */
  Rules(AgentConfig.Target target, Map<String, ServiceMeter> meters) {
    this.target = target;
    this.meters = Map.copyOf(meters);
  }
}
