package dev.spillway.control.loop;

import dev.spillway.control.release.Deployment;
import dev.spillway.core.Decision.Phase;
import dev.spillway.core.Intervention;
import dev.spillway.core.Observation.Readiness;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a person wants to know of an app at a moment, as the API tells it. Rates are requests per
 * second, shares 0 to 1, null means not known or not there.
 *
 * @param expected demand at the end of the lead time
 * @param capacity of home
 * @param at when it was seen
 */
public record AppStatus(
    String app,
    String host,
    Phase phase,
    String headline,
    String bound,
    String next,
    String reason,
    @Nullable Double demand,
    @Nullable Double expected,
    double leadSeconds,
    double capacity,
    Instant at,
    List<SiteStatus> sites,
    @Nullable ReleaseView release,
    List<InterventionView> interventions,
    @Nullable CostView cost,
    @Nullable DeploymentView deployment) {

  /**
   * @param share as published
   * @param wantedShare as decided
   * @param capacity of the site when private, of one instance when public
   * @param maxInstances that may run
   * @param wantedInstances as decided
   * @param gateway none, starting or running
   */
  public record SiteStatus(
      String site,
      String role,
      double share,
      double wantedShare,
      double capacity,
      int maxInstances,
      int wantedInstances,
      String reason,
      @Nullable Double demand,
      @Nullable Double served,
      @Nullable Double rejected,
      @Nullable Double queued,
      @Nullable Double latencyMillis,
      @Nullable Double signalAgeSeconds,
      List<InstanceStatus> instances,
      String gateway,
      @Nullable LinkView link,
      List<String> leftovers) {}

  public record InstanceStatus(
      String id,
      Readiness state,
      String address,
      @Nullable String digest,
      String proof,
      boolean outdated,
      String why,
      Instant startedAt) {}

  public record LinkView(
      boolean connected,
      @Nullable Double rttMillis,
      int streams,
      double lostSeconds,
      Map<String, Boolean> services) {}

  public record ReleaseView(String digest, String fileName, @Nullable Instant since) {}

  public record InterventionView(
      String kind,
      String site,
      @Nullable Double share,
      String reason,
      String who,
      Instant expires) {
    static InterventionView of(Intervention i) {
      return new InterventionView(
          i.kind().name(),
          i.site(),
          i.share() == null ? null : i.share().value(),
          i.reason(),
          i.who(),
          i.expires());
    }
  }

  /**
   * @param burst of the running burst, or of the last one
   * @param alwaysOnMonth what the most instances ever needed would cost for a month; see {@link
   *     Ledger}
   * @param billing something that bills exists
   */
  public record CostView(
      String currency,
      double burst,
      double month,
      @Nullable Double budget,
      double alwaysOnMonth,
      boolean billing) {}

  /** A deployment as the API tells it. */
  public record DeploymentView(
      String id,
      String digest,
      String fileName,
      Deployment.State state,
      Instant startedAt,
      @Nullable Instant endedAt,
      List<Deployment.SiteProgress> sites,
      String text) {
    public static DeploymentView of(Deployment d) {
      return new DeploymentView(
          d.id(),
          d.digest(),
          d.fileName(),
          d.state(),
          d.startedAt(),
          d.endedAt(),
          d.sites(),
          d.text());
    }
  }
}
