package dev.spillway.core;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All signals of an app at one moment, with their ages, and what is actual: instances, published
 * shares, the link. {@code decide} and {@code plan} see nothing else of the world.
 *
 * @param sites in the app's order
 * @param interventions those that have not expired
 * @param spent on public sites in this calendar month (UTC); null when no cost is known
 */
public record Observation(
    List<SiteView> sites, List<Intervention> interventions, @Nullable Money spent) {

  /**
   * @param gateway exists at the site, running or not
   * @param gatewayRunning it runs
   * @param link as the agent sees it; null when the site needs none or nobody could be asked
   * @param share as published now
   * @param demand req/s that clients want here; null when never measured
   * @param served req/s answered well; null when never measured
   * @param rejected req/s turned away or failed; null when never measured
   * @param queued requests waiting; null when never measured
   * @param latencyMillis 99th percentile; null when never measured
   * @param used how much of what must not be used up is, by its name: 1 is all of it; of a private
   *     site for all, such as the database's sessions, of a public one for itself
   * @param answered of the latest answers that were counted, the part that named this site, 0 to 1;
   *     null when none were. For people: what clients do is measured at the sites
   * @param refusal why the platform lately refused to start more; empty when it did not
   * @param leftovers what still exists and may bill, for people
   */
  public record SiteView(
      String site,
      List<InstanceView> instances,
      boolean gateway,
      boolean gatewayRunning,
      @Nullable LinkStatus link,
      Share share,
      @Nullable Signal demand,
      @Nullable Signal served,
      @Nullable Signal rejected,
      @Nullable Signal queued,
      @Nullable Signal latencyMillis,
      Map<String, Signal> used,
      @Nullable Double answered,
      String refusal,
      List<String> leftovers) {
    /** Of a site of which nothing is known that could be used up. */
    public SiteView(
        String site,
        List<InstanceView> instances,
        boolean gateway,
        boolean gatewayRunning,
        @Nullable LinkStatus link,
        Share share,
        @Nullable Signal demand,
        @Nullable Signal served,
        @Nullable Signal rejected,
        @Nullable Signal queued,
        @Nullable Signal latencyMillis,
        String refusal,
        List<String> leftovers) {
      this(
          site,
          instances,
          gateway,
          gatewayRunning,
          link,
          share,
          demand,
          served,
          rejected,
          queued,
          latencyMillis,
          Map.of(),
          null,
          refusal,
          leftovers);
    }

    public SiteView {
      // Absent in what an earlier version logged; sorted, so that every replay has one order.
      used = Collections.unmodifiableMap(new TreeMap<>(Objects.requireNonNullElse(used, Map.of())));
      instances = List.copyOf(instances);
      leftovers = List.copyOf(leftovers);
    }

    public long ready() {
      return instances.stream().filter(i -> i.readiness() == Readiness.READY).count();
    }
  }

  /**
   * @param outdated it runs a release that is accepted but no longer wanted
   * @param why for people; empty when ready
   */
  public record InstanceView(String id, Readiness readiness, boolean outdated, String why) {}

  /** Whether an instance may serve clients. */
  public enum Readiness {
    /** On its way: process, digest, health, TLS or link not yet shown. */
    STARTING,
    /** Runs an accepted digest, is healthy and, where needed, reaches its services. */
    READY,
    /** Was ready, no longer answers well. */
    UNHEALTHY,
    /** Runs something that is not a release of this app. */
    WRONG_DIGEST,
    STOPPING,
    /** Ended by itself or never ran. */
    FAILED
  }

  public Observation {
    sites = List.copyOf(sites);
    interventions = List.copyOf(interventions);
  }

  public SiteView site(String name) {
    return sites.stream()
        .filter(s -> s.site().equals(name))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("no site " + name + " in this observation"));
  }
}
