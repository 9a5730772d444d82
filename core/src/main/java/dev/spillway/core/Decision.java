package dev.spillway.core;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the policy wants, each part with its reason in plain words.
 *
 * @param demand total over all sites now; null when it is not known
 * @param expected total demand at the end of the lead time; null when it is not known
 * @param lead how far ahead the policy looked: warm-up and DNS lag
 * @param phase where the app stands
 * @param headline one sentence for people: is all well?
 * @param bound what limits the shares at this moment, in a few words; empty when nothing does
 * @param next what would happen next and when, for people; may be empty
 * @param sites one for each site, in the app's order; their shares sum to 1
 */
public record Decision(
    @Nullable Rate demand,
    @Nullable Rate expected,
    Duration lead,
    Phase phase,
    String headline,
    String bound,
    String next,
    List<SiteDecision> sites) {

  /** Where an app stands. */
  public enum Phase {
    /** Home carries all and nothing public runs. */
    HOME,
    /** Public instances are on their way, no share is out yet. */
    WARMING,
    SPILLING,
    /** Shares are back home, the last clients are leaving. */
    DRAINING,
    /** A person or missing signals keep things as they are. */
    HOLDING,
    /** Clients are being lost, or home is dead. */
    IMPAIRED
  }

  /**
   * @param gateway it should exist
   * @param reason why this share and this number of instances
   */
  public record SiteDecision(
      String site, Share share, int instances, boolean gateway, String reason) {}

  public Decision {
    sites = List.copyOf(sites);
  }

  public SiteDecision site(String name) {
    return sites.stream()
        .filter(s -> s.site().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no site " + name + " in this decision"));
  }
}
