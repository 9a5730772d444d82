package dev.spillway.core;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What one signal source saw at a site.
 *
 * @param health by instance id: may it serve, by the source's own rise and fall counts; an instance
 *     that the source cannot judge is absent
 * @param reasons by instance id: why it is not healthy, for people
 * @param demand requests per second that clients want here: served, rejected and newly queued; null
 *     when the source does not know or cannot know yet
 * @param served requests per second that were answered well; null when unknown
 * @param rejected requests per second that were turned away or failed; null when unknown
 * @param queued requests that wait at this moment; null when unknown
 * @param latencyMillis the source's 99th percentile in milliseconds; null when unknown
 * @param demandOf by instance id: its part of the demand; an instance of which the source does not
 *     know it is absent
 * @param used how much of what must not be used up is, by its name: 1 is all of it
 * @param machines that the site depends on, for people
 * @param age how old the numbers were already when they were read: a cloud's monitoring is minutes
 *     behind; not negative
 */
public record Reading(
    Map<String, Boolean> health,
    Map<String, String> reasons,
    @Nullable Double demand,
    @Nullable Double served,
    @Nullable Double rejected,
    @Nullable Double queued,
    @Nullable Double latencyMillis,
    Map<String, Double> demandOf,
    Map<String, Double> used,
    List<Machine> machines,
    Duration age) {
  public static final Reading NOTHING =
      new Reading(Map.of(), Map.of(), null, null, null, null, null, Map.of());

  /** Of a source that knows nothing else. */
  public static Reading ofUsed(Map<String, Double> used) {
    return new Reading(
        Map.of(), Map.of(), null, null, null, null, null, Map.of(), used, Duration.ZERO);
  }

  /** Of a source that knows nothing but machines. */
  public static Reading ofMachines(List<Machine> machines) {
    return new Reading(
        Map.of(),
        Map.of(),
        null,
        null,
        null,
        null,
        null,
        Map.of(),
        Map.of(),
        machines,
        Duration.ZERO);
  }

  /** Of a source that knows no machines. */
  public Reading(
      Map<String, Boolean> health,
      Map<String, String> reasons,
      @Nullable Double demand,
      @Nullable Double served,
      @Nullable Double rejected,
      @Nullable Double queued,
      @Nullable Double latencyMillis,
      Map<String, Double> demandOf,
      Map<String, Double> used,
      Duration age) {
    this(
        health,
        reasons,
        demand,
        served,
        rejected,
        queued,
        latencyMillis,
        demandOf,
        used,
        List.of(),
        age);
  }

  public Reading {
    used = Map.copyOf(used);
    health = Map.copyOf(health);
    reasons = Map.copyOf(reasons);
    demandOf = Map.copyOf(demandOf);
    machines = List.copyOf(machines);
    if (age.isNegative()) {
      throw new IllegalArgumentException("nothing is measured in the future: " + age);
    }
  }

  /** Measured when it was read. */
  public Reading(
      Map<String, Boolean> health,
      Map<String, String> reasons,
      @Nullable Double demand,
      @Nullable Double served,
      @Nullable Double rejected,
      @Nullable Double queued,
      @Nullable Double latencyMillis,
      Map<String, Double> demandOf) {
    this(
        health,
        reasons,
        demand,
        served,
        rejected,
        queued,
        latencyMillis,
        demandOf,
        Map.of(),
        Duration.ZERO);
  }

  /**
   * Several readings of one site as one: a later reading fills only what earlier ones left open. It
   * is as old as the oldest of them.
   */
  public static Reading merge(List<Reading> readings) {
    Reading all = NOTHING;
    for (Reading next : readings) {
      all = all.filledFrom(next);
    }
    return all;
  }

  private Reading filledFrom(Reading next) {
    Map<String, Boolean> bothHealth = new HashMap<>(next.health);
    bothHealth.putAll(health);
    Map<String, String> bothReasons = new HashMap<>(next.reasons);
    bothReasons.putAll(reasons);
    // An instance is healthy only when every source that judges it says so.
    next.health.forEach((id, healthy) -> bothHealth.merge(id, healthy, Boolean::logicalAnd));
    Map<String, Double> bothDemands = new HashMap<>(next.demandOf);
    bothDemands.putAll(demandOf);
    Map<String, Double> bothUsed = new HashMap<>(next.used);
    bothUsed.putAll(used);
    return new Reading(
        bothHealth,
        bothReasons,
        demand != null ? demand : next.demand,
        served != null ? served : next.served,
        rejected != null ? rejected : next.rejected,
        queued != null ? queued : next.queued,
        latencyMillis != null ? latencyMillis : next.latencyMillis,
        bothDemands,
        bothUsed,
        Stream.concat(machines.stream(), next.machines.stream()).toList(),
        age.compareTo(next.age) < 0 ? next.age : age);
  }
}
