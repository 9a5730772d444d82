package dev.spillway.control.loop;

import dev.spillway.control.loop.Readings.SeenMachine;
import dev.spillway.core.Instance;
import dev.spillway.core.Observation;
import java.util.List;
import java.util.Map;

/**
 * What one tick saw: the observation that the policy gets, and what else the loop needs of it.
 *
 * @param instances by site, in the order of the observation's instance views
 * @param addresses by site: what DNS may answer with now
 * @param ready keys of the instances that are ready
 * @param machines by site: those that it depends on
 */
record Seen(
    Observation observation,
    Map<String, List<Instance>> instances,
    Map<String, List<String>> addresses,
    java.util.Set<String> ready,
    Map<String, List<SeenMachine>> machines) {}
