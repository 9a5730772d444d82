package dev.spillway.control.release;

import dev.spillway.core.Release;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One release on its way to every site. A value: each change makes a new one, which is stored.
 *
 * @param until the site after which it waits for {@code promote}; null for all at once
 * @param before what every site is taken back to on a failure; null when there was no good release
 * @param sites in the order in which they change: private sites first
 * @param text what happens now, or why it ended as it did
 */
public record Deployment(
    String id,
    String digest,
    String fileName,
    State state,
    Instant startedAt,
    @Nullable Instant endedAt,
    @Nullable String until,
    @Nullable Release before,
    String who,
    List<SiteProgress> sites,
    String text) {

  /** Where a deployment stands. */
  public enum State {
    RUNNING,
    /** It stopped after the site that {@code until} names. */
    WAITING,
    DONE,
    /** Every site runs the release from before. */
    ROLLED_BACK,
    /** There was no release to go back to. */
    FAILED
  }

  /** Where one site stands. */
  public enum SiteState {
    PENDING,
    /** The artifact is there, its digest checked. */
    STAGED,
    /** Instances are being replaced and watched. */
    VERIFYING,
    VERIFIED,
    FAILED
  }

  public record SiteProgress(String site, SiteState state, String text) {}

  public Deployment {
    sites = List.copyOf(sites);
  }

  public boolean open() {
    return state == State.RUNNING || state == State.WAITING;
  }

  /** The first site that is in this state. */
  public Optional<SiteProgress> first(SiteState wanted) {
    return sites.stream().filter(s -> s.state() == wanted).findFirst();
  }

  public boolean all(SiteState wanted) {
    return sites.stream().allMatch(s -> s.state() == wanted);
  }

  public SiteState at(String site) {
    return sites.stream()
        .filter(s -> s.site().equals(site))
        .map(SiteProgress::state)
        .findFirst()
        .orElse(SiteState.PENDING);
  }

  Deployment with(String site, SiteState next, String why) {
    return with(s -> s.site().equals(site) ? new SiteProgress(site, next, why) : s);
  }

  private Deployment with(UnaryOperator<SiteProgress> change) {
    List<SiteProgress> changed = new ArrayList<>(sites);
    changed.replaceAll(change);
    return new Deployment(
        id, digest, fileName, state, startedAt, endedAt, until, before, who, changed, text);
  }

  Deployment as(State next, String why, @Nullable Instant end) {
    return new Deployment(
        id, digest, fileName, next, startedAt, end, until, before, who, sites, why);
  }

  Deployment promoted() {
    return new Deployment(
        id,
        digest,
        fileName,
        State.RUNNING,
        startedAt,
        null,
        null,
        before,
        who,
        sites,
        "promoted, going on to the other sites");
  }
}
