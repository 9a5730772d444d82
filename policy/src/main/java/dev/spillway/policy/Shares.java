package dev.spillway.policy;

import dev.spillway.core.Intervention;
import dev.spillway.core.Tuning;
import dev.spillway.policy.Situation.Mode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How many of the clients each public site gets.
 *
 * <pre>
 *   needed   0                                         expected ≤ spill-at · home, nothing is out
 *            (expected − spill-at · home) / expected   expected above that, rounded up to the grid
 *            one grid step                             something is out, expected > return-at · home
 *   wanted   the largest needed within the hold
 *   share    min(wanted, ready capacity / demand, last share + step)
 * </pre>
 *
 * The grid of 5 % is headroom and quiet at once: a share that follows demand closely is wrong by
 * the time clients have heard of it, and each move costs a change.
 */
final class Shares {
  private static final double GRID = 0.05;

  /**
   * A share that is out is left where it is for an overflow that exceeds it by no more than this:
   * on a boundary of the grid the noise of steady demand would move it else.
   */
  private static final double ROOM = GRID / 2;

  /** Moves that only follow a change of ready capacity against demand must be larger than this. */
  private static final double DEAD_BAND = 0.02;

  /**
   * What became of one public site.
   *
   * @param need what the numbers ask for now, before the hold
   * @param share what it gets
   * @param bound what keeps the share from what is wanted, in a few words; empty if nothing does
   * @param memory with the hold and the step brought up to date
   */
  record Given(Facts facts, double need, double share, String bound, SiteMemory memory) {
    boolean moved() {
      return Math.abs(share - facts.share()) > Planner.HAIR;
    }
  }

  /**
   * A rising share fills what is ready up to this: the demand that it is measured against is a tick
   * old, and a share that must go back a point at once is a change for nothing.
   */
  private static final double RISE_TO = 0.97;

  private final Situation s;
  private final Tuning tuning;
  private final Mode mode;
  private final double changes;
  private double left = 1;

  Shares(Situation situation, Mode mode, double changes) {
    this.s = situation;
    this.tuning = situation.rules().tuning();
    this.mode = mode;
    this.changes = changes;
  }

  /** In the order in which sites take the overflow. */
  List<Given> give() {
    List<Given> all = new ArrayList<>();
    double open = needed();
    for (Facts f : s.publicSites()) {
      Given given = one(f, open);
      all.add(given);
      left = Math.max(0, left - given.share);
      open = Math.max(0, open - given.share);
    }
    return all;
  }

  private double needed() {
    double expected = s.expectedNear();
    double out = s.facts().stream().filter(Facts::isPublic).mapToDouble(Facts::share).sum();
    if (expected > s.target()) {
      double overflow = (expected - s.target()) / expected;
      double steps = Math.min(1, Math.ceil(overflow / GRID - 1e-9) * GRID);
      boolean within = out > 0 && steps > out && overflow <= out + ROOM;
      return within ? out : steps;
    }
    return out > 0 && s.headed() > s.returnBelow() ? GRID : 0;
  }

  private Given one(Facts f, double open) {
    Intervention person = s.active(Intervention.Kind.SPILL, f.name());
    double asked = person == null || person.share() == null ? 0 : person.share().value();
    boolean frozen = mode != Mode.NORMAL || f.linkAway() != null;
    double need = frozen ? f.share() : Math.max(open, asked);
    long nanos = s.now().nanos();
    Peak before = f.memory().share();
    Peak peak =
        before == null
            ? Peak.of(Math.max(need, f.share()), nanos)
            : before.with(need, nanos, tuning.hold());
    double wanted = frozen ? f.share() : Math.min(peak.max(), left);
    return bounded(f, need, wanted, asked, peak);
  }

  private Given bounded(Facts f, double need, double wanted, double asked, Peak peak) {
    double limit = limit(f);
    double ceiling = Math.max(Math.min(limit, f.share()), limit < 1 ? RISE_TO * limit : 1);
    double share = wanted;
    String bound = wanted > need + 1e-9 ? "hold" : "";
    if (share > ceiling) {
      share = Math.max(Math.min(limit, f.share()), Math.floor(ceiling * 100 + 1e-9) / 100);
      bound = limitedBy(f);
      if (share > f.share() && f.share() > 0 && share - f.share() < DEAD_BAND) {
        share = f.share();
      }
    }
    SiteMemory m = f.memory();
    Long riseAt = m.riseAt();
    double riseFrom = m.riseFrom();
    if (riseAt == null
        || s.now().since(riseAt).compareTo(tuning.ttl()) >= 0
        || f.share() < riseFrom) {
      riseAt = s.now().nanos();
      riseFrom = f.share();
    }
    double step = Math.max(f.share(), riseFrom + tuning.step());
    boolean personal = asked >= share - 1e-9;
    if (share > step && !personal) {
      share = step;
      bound = "step limit";
    }
    // The last change of the hour is kept for the way back.
    double spare = share > 0 ? changes - 1 : changes;
    boolean forced = f.share() > limit || f.dead();
    if (Math.abs(share - f.share()) > Planner.HAIR && spare < 1 && !forced) {
      share = f.share();
      bound = "change budget";
    }
    share = Math.floor(Math.min(share, left) * 1000 + 1e-6) / 1000;
    return new Given(f, need, share, bound, remembered(m, peak, riseAt, riseFrom));
  }

  /** The largest share that what is ready can carry. */
  private double limit(Facts f) {
    if (mode == Mode.ALL_DEAD || f.dead()) {
      return 0;
    }
    // What a person holds stays, and without numbers, or while the link may come back, all stays.
    if (mode == Mode.HELD || mode == Mode.BLIND || f.linkAway() != null) {
      return 1;
    }
    return s.present() <= 0 ? 1 : Math.min(1, f.capacity() / s.present());
  }

  private static String limitedBy(Facts f) {
    if (f.linkLongAway()) {
      return "link down";
    }
    return f.ready() == 0 ? "no ready instance" : "ready instances";
  }

  private static SiteMemory remembered(
      SiteMemory m, @Nullable Peak peak, @Nullable Long riseAt, double riseFrom) {
    return new SiteMemory(
        m.site(),
        peak,
        m.instances(),
        riseAt,
        riseFrom,
        m.drainSince(),
        m.linkLostSince(),
        m.linkBackSince(),
        m.warmUpSeconds(),
        m.starting(),
        m.failed(),
        m.failures(),
        m.failedAt(),
        m.retryAt());
  }
}
