package dev.spillway.azure.site;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which worker stands for which instance. The cloud names its workers itself and chooses which goes
 * when a plan shrinks; an instance keeps its worker as long as it is there. For one thread.
 */
public final class Assignment {
  private final Map<String, String> worker = new HashMap<>();

  /**
   * @param ids in the order in which they were asked for
   * @return by id: its worker; an instance without one is absent
   */
  public Map<String, String> assign(List<String> ids, List<String> workers) {
    worker.keySet().retainAll(new HashSet<>(ids));
    worker.values().retainAll(new HashSet<>(workers));
    Set<String> taken = new HashSet<>(worker.values());
    List<String> free = new ArrayList<>(workers);
    free.removeAll(taken);
    for (String id : ids) {
      if (!worker.containsKey(id) && !free.isEmpty()) {
        worker.put(id, free.removeFirst());
      }
    }
    return Map.copyOf(worker);
  }
}
