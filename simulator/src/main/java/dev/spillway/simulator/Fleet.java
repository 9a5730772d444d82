package dev.spillway.simulator;

import dev.spillway.core.Observation.InstanceView;
import dev.spillway.core.Observation.Readiness;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The rented instances of one site: when they are ready, and what is billed for them. */
final class Fleet {
  private final long warmUp;
  private final long granule;

  /** Seconds at which instances were asked for, in that order; below 0: ready from the start. */
  private final Map<String, Long> since = new LinkedHashMap<>();

  private List<InstanceView> views = List.of();
  private boolean changed = true;
  private int ready;
  private long billed;

  Fleet(long warmUp, long granule) {
    this.warmUp = warmUp;
    this.granule = granule;
  }

  void start(String id, long second) {
    changed |= since.putIfAbsent(id, second) == null;
  }

  void startReady(String id) {
    since.put(id, -warmUp);
    ready++;
    changed = true;
  }

  void stop(String id, long second) {
    Long begun = since.remove(id);
    if (begun != null) {
      ready -= ready(begun, second - 1) ? 1 : 0;
      changed = true;
    }
  }

  private boolean ready(long begun, long second) {
    return begun + warmUp <= second;
  }

  /**
   * A second begins: what is asked for long enough is ready, and what begins a granule is billed.
   */
  void second(long second) {
    if (since.isEmpty()) {
      return;
    }
    int now = 0;
    long starting = 0;
    for (long begun : since.values()) {
      now += ready(begun, second) ? 1 : 0;
      long age = begun < 0 ? second : second - begun;
      starting += age % granule == 0 ? 1 : 0;
    }
    changed |= now != ready;
    ready = now;
    billed += starting * granule;
  }

  int ready() {
    return ready;
  }

  int running() {
    return since.size();
  }

  /** Seconds of instances that are billed so far. */
  long billed() {
    return billed;
  }

  /** As they were at the end of the second before, those asked for first coming first. */
  List<InstanceView> views() {
    if (changed) {
      List<InstanceView> all = new ArrayList<>(since.size());
      int at = 0;
      for (String id : since.keySet()) {
        all.add(new InstanceView(id, at < ready ? Readiness.READY : Readiness.STARTING, false, ""));
        at++;
      }
      views = List.copyOf(all);
      changed = false;
    }
    return views;
  }
}
