package dev.spillway.link;

import dev.spillway.core.Service;
import java.util.HashMap;
import java.util.Map;

/**
 * A site's limits hold for all of its gateways together, so the meters are made once for each site.
 * Not safe for several threads.
 */
final class Meters {
  private final Map<String, ServiceMeter> all = new HashMap<>();

  /**
   * The meters of a target's services. A service whose limits are as before keeps its meter, and
   * what it has counted; streams that are open while its limits change count for the old ones.
   */
  Map<String, ServiceMeter> of(AgentConfig.Target target, long now) {
    Map<String, ServiceMeter> meters = new HashMap<>();
    for (String name : target.services().keySet()) {
      Service.Limits limits = target.limits().getOrDefault(name, Service.Limits.NONE);
      String key = target.app() + "/" + target.site() + "/" + name;
      ServiceMeter known = all.get(key);
      if (known == null || !known.limits().equals(limits)) {
        known = new ServiceMeter(limits, now);
        all.put(key, known);
      }
      meters.put(name, known);
    }
    return meters;
  }
}
