package dev.spillway.control.loop;

import dev.spillway.control.loop.Readings.SeenMachine;
import dev.spillway.control.release.Deployment;
import dev.spillway.core.Decision.Phase;
import dev.spillway.core.Intervention;
import dev.spillway.core.Machine;
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
 * @param capacity of home, as decisions reckon with
 * @param lag how clients follow a change of shares
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
    LagView lag,
    Instant at,
    List<SiteStatus> sites,
    @Nullable ReleaseView release,
    List<InterventionView> interventions,
    @Nullable CostView cost,
    @Nullable DeploymentView deployment) {

  /**
   * @param share as published
   * @param wantedShare as decided
   * @param seenShare of all requests that were measured, the part that came here
   * @param answeredShare of the answers of the last minute at most that were counted, the part that
   *     named this site
   * @param capacity of the site when private, of one instance when public, as decisions reckon with
   * @param maxInstances that may run
   * @param wantedInstances as decided
   * @param used how much is used of what bounds shares, by its name: 1 is all of it
   * @param learned from the site's own past
   * @param gateway none, starting or running
   * @param machines that the site depends on
   */
  public record SiteStatus(
      String site,
      String role,
      double share,
      double wantedShare,
      @Nullable Double seenShare,
      @Nullable Double answeredShare,
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
      Map<String, Double> used,
      LearnedView learned,
      List<InstanceStatus> instances,
      String gateway,
      @Nullable LinkView link,
      List<MachineView> machines,
      List<String> leftovers) {}

  /**
   * @param halfSeconds after a change of shares half of its clients have come
   * @param mostSeconds 90 of 100 have
   * @param readings that taught this; 0 while it is a guess
   */
  public record LagView(double halfSeconds, double mostSeconds, int readings) {}

  /**
   * @param follows clients that come for each that the published share sends; 1 unless they clearly
   *     do otherwise
   * @param warmUp null before the first start was measured
   * @param capacity null when it is not to be learned
   */
  public record LearnedView(
      double follows, @Nullable WarmUpView warmUp, @Nullable CapacityView capacity) {}

  /**
   * @param halfSeconds half of the starts took no longer
   * @param mostSeconds 90 of 100 took no longer
   * @param starts that this is from, at most 16
   */
  public record WarmUpView(double halfSeconds, double mostSeconds, int starts) {}

  /**
   * @param perSecond what decisions reckon with, req/s
   * @param guess as configured; it counts while confidence is below 0.5
   * @param confidence 0 to 1
   */
  public record CapacityView(double perSecond, double guess, double confidence) {}

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

  /**
   * A {@link Machine}.
   *
   * @param ageSeconds since its cloud was asked
   */
  public record MachineView(
      String name,
      String service,
      boolean runs,
      String state,
      List<String> addresses,
      String advice,
      double ageSeconds) {
    static MachineView of(SeenMachine seen) {
      Machine m = seen.machine();
      return new MachineView(
          m.name(),
          m.service(),
          m.runs(),
          m.state(),
          m.addresses(),
          m.advice(),
          seen.age().toMillis() / 1000.0);
    }
  }

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
   * @param billing something that bills exists, and Spillway will stop it
   * @param standing for an hour, what is paid for burst or not: the hosts of gateways
   */
  public record CostView(
      String currency,
      double burst,
      double month,
      @Nullable Double budget,
      double alwaysOnMonth,
      boolean billing,
      double standing) {}

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
