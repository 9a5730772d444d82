package dev.spillway.policy;

import dev.spillway.core.Intervention;
import dev.spillway.core.Tuning;
import dev.spillway.policy.Situation.Mode;
import java.util.ArrayList;
import java.util.List;

/**
 * How many of the clients each public site gets. Any share between these two loses nothing as far
 * as is known:
 *
 * <pre>
 *   least   1 − what home is planned to carry / expected demand, and what a person asks for
 *   most    what the wanted and ready instances are planned to carry / expected demand
 * </pre>
 *
 * so a share stays while it lies between them, and moves to a point from which both are far: each
 * move costs a change, and a share that follows demand closely is wrong by the time clients have
 * heard of it. Instances that are paid for take clients up to an even load of all sites: that is
 * the most room for what was not foreseen, at no cost.
 *
 * <pre>
 *   nothing wanted or ready, or below return-at for the hold    0
 *   least > most: too little is ready                           what is ready, moved by 3 % and more
 *   share outside of both, home with {@value #SLIGHT} of its plan and more   even load, less {@value #HOMEWARD} of the way to least
 *   a jump is due and the share is far below an even load       even load
 *   else                                                        as it is
 * </pre>
 *
 * These are shares of clients that come. Where sites clearly see another share than the published
 * one, what is published is corrected by that, see {@link Following}. Where steering shows all or
 * nothing, {@link Switch} takes the place of this table.
 */
final class Shares {
  /** How far from an even load towards the least share a move goes. */
  private static final double HOMEWARD = 0.14;

  /** Moves that only follow a change of ready capacity against demand must be larger than this. */
  private static final double DEAD_BAND = 0.03;

  /** Of home's plan: what more than that is not moved for. */
  private static final double SLIGHT = 0.02;

  /** Ready for a jump means at least so much of an even load. */
  private static final double EVEN_ENOUGH = 0.8;

  /** What a share that is not needed now, but was within the hold, counts as. */
  private static final double SOME = 0.01;

  /**
   * What became of one public site.
   *
   * @param need the least share that keeps home within its plan, as published
   * @param most the largest that what is ready and wanted is planned to carry, as published
   * @param share what it gets
   * @param bound what keeps the share from what is wanted, in a few words; empty if nothing does
   * @param memory with the hold and the step brought up to date
   */
  record Given(
      Wanted wanted, double need, double most, double share, String bound, SiteMemory memory) {
    Facts facts() {
      return wanted.facts();
    }

    boolean moved() {
      return Math.abs(share - facts().share()) > Planner.HAIR;
    }
  }

  /** A share of clients that come, and what kept it from another one. */
  private record Aim(double share, String bound) {}

  private final Situation s;
  private final Tuning tuning;
  private final Mode mode;
  private final double changes;
  private final Headroom atHome;
  private double left = 1;

  /** Of the share that home's headroom allows all public sites, so much is left. */
  private double room;

  Shares(Situation situation, Mode mode, double changes) {
    this.s = situation;
    this.tuning = situation.rules().tuning();
    this.mode = mode;
    this.changes = changes;
    this.atHome = Headroom.atHome(situation);
    this.room = atHome.share();
  }

  /** In the order in which sites take the overflow. */
  List<Given> give(List<Wanted> wanted) {
    List<Given> all = new ArrayList<>();
    double open = needed();
    for (Wanted w : wanted) {
      Given given = one(w, open);
      all.add(given);
      left = Math.max(0, left - given.share);
      room = Math.max(0, room - given.share * w.facts().follow());
      open = Math.max(0, open - given.share * w.facts().follow());
    }
    return all;
  }

  private double needed() {
    double expected = s.expectedNear();
    if (expected <= s.target()) {
      return 0;
    }
    return s.rules().allOrNothing() ? 1 : (expected - s.target()) / expected;
  }

  /** Whether home may be alone again, as far as this moment tells. */
  private boolean homeWillDo() {
    return Math.max(s.expectedNear(), s.expectedFar()) < s.returnBelow() && s.expectedSurge() == 0;
  }

  private Given one(Wanted w, double open) {
    Facts f = w.facts();
    Intervention person = s.active(Intervention.Kind.SPILL, f.name());
    double asked = person == null || person.share() == null ? 0 : person.share().value();
    if (s.rules().allOrNothing()) {
      asked = Math.ceil(asked);
    }
    boolean frozen = mode != Mode.NORMAL || f.linkAway() != null;
    double least = frozen ? f.comes() : Math.max(open, asked * f.follow());
    double used = frozen ? f.comes() : homeWillDo() ? asked : Math.max(least, SOME);
    long nanos = s.now().nanos();
    Peak before = f.memory().share();
    Peak peak =
        before == null
            ? Peak.of(Math.max(used, f.comes()), nanos)
            : before.with(used, nanos, tuning.hold());
    boolean home = peak.max() < SOME / 2;
    Aim aim = frozen ? frozen(f) : aim(w, least, asked * f.follow() > open, home);
    return bounded(w, least, aim, asked, peak);
  }

  /** The share stays, as far as something can carry it. */
  private Aim frozen(Facts f) {
    double limit = limit(f, f.ready());
    if (s.rules().allOrNothing()) {
      return limit > 0 ? new Aim(Math.rint(f.share()), "") : new Aim(0, limitedBy(f));
    }
    return f.comes() > limit ? new Aim(limit, limitedBy(f)) : new Aim(f.comes(), "");
  }

  private Aim aim(Wanted w, double least, boolean personal, boolean home) {
    Facts f = w.facts();
    int keep = keep(w);
    double limit = limit(f, keep);
    if (s.rules().allOrNothing()) {
      boolean full = f.share() == 0 && headroom(f).used() > Headroom.FULL;
      double carried = limit <= 0 || full ? 0 : keep * f.each().perSecond();
      double share = Switch.share(s, f, carried, least > 0, home);
      return new Aim(share, share < least ? limitedBy(f) : share > 0 && least <= 0 ? "hold" : "");
    }
    if (limit <= 0 || (home && least <= 0)) {
      return new Aim(0, least > 0 ? limitedBy(f) : "");
    }
    double carried = s.carries(keep * f.each().perSecond());
    double even = carried / Math.max(1e-9, carried + s.target());
    double most = most(w);
    double now = f.comes();
    if (least > most) {
      double goal = hundredths(Math.min(limit, Math.max(most, Math.min(even, least))));
      boolean worth = now > limit || Math.abs(goal - now) > DEAD_BAND;
      return new Aim(worth ? goal : now, limitedBy(f));
    }
    double middle = Math.clamp(even, least, most);
    if (now < least - (personal ? 0 : slight()) || now > most) {
      double goal = personal ? least : middle - HOMEWARD * (middle - least);
      return new Aim(Math.min(limit, Math.max(least, hundredths(goal))), "");
    }
    if (s.expectedSurge() > 0 && now < EVEN_ENOUGH * even) {
      return new Aim(Math.min(limit, hundredths(even)), "");
    }
    return new Aim(now, least <= 0 && now > 0 ? "hold" : "");
  }

  /** Home is planned with room to spare: a move for less than this is worse than none. */
  private double slight() {
    double room = Math.min(SLIGHT * s.target(), Math.max(0, s.homeCapacity() - s.target()));
    return room / Math.max(1e-9, s.expectedNear());
  }

  /** Instances that may take clients: a share falls before what carries it goes. */
  private static int keep(Wanted w) {
    int ready = w.facts().ready();
    return w.facts().rules().scales() ? Math.min(ready, w.wanted()) : ready;
  }

  private double most(Wanted w) {
    double carried = s.carries(keep(w) * w.facts().each().perSecond());
    return Math.min(limit(w.facts(), keep(w)), carried / Math.max(1e-9, s.expectedNear()));
  }

  private static double hundredths(double share) {
    return Math.floor(share * 100 + 1e-6) / 100;
  }

  private Given bounded(Wanted w, double least, Aim aim, double asked, Peak peak) {
    Facts f = w.facts();
    double share = Math.min(aim.share / f.follow(), left);
    String bound = aim.bound;
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
    if (share > step && !personal && !s.rules().allOrNothing()) {
      share = step;
      bound = "step limit";
    }
    // The last change of the hour is kept for the way back.
    double spare = share > 0 ? changes - 1 : changes;
    boolean forced = f.comes() > limit(f, f.ready()) || f.dead();
    if (Math.abs(share - f.share()) > Planner.HAIR && spare < 1 && !forced) {
      share = f.share();
      bound = "change budget";
    }
    if (s.rules().allOrNothing() && share > 0 && (left < 1 || share < 1)) {
      // Another site has the clients, or what is published is from before the target was changed.
      share = 0;
    }
    share = Math.floor(Math.min(share, left) * 1000 + 1e-6) / 1000;
    double follow = f.follow();
    return new Given(
        w,
        least / follow,
        most(w) / follow,
        share,
        bound,
        w.memory().withShare(peak, riseAt, riseFrom));
  }

  /** The largest share of clients that so many instances can carry now. */
  private double limit(Facts f, int instances) {
    if (mode == Mode.ALL_DEAD || f.dead()) {
      return 0;
    }
    // What a person holds stays, and without numbers, or while the link may come back, all stays.
    if (mode == Mode.HELD || mode == Mode.BLIND || f.linkAway() != null) {
      return 1;
    }
    double capacity = instances * f.each().perSecond();
    double ready = s.present() <= 0 ? (instances > 0 ? 1 : 0) : capacity / s.present();
    return Math.min(Math.min(1, ready), headroom(f).share());
  }

  /** What else bounds the share: home's headroom or that of the way there, whichever is less. */
  private Headroom headroom(Facts f) {
    Headroom way = Headroom.of(s, f);
    return way.share() < room ? way : new Headroom(room, atHome.name(), atHome.used());
  }

  private String limitedBy(Facts f) {
    if (f.linkLongAway()) {
      return "link down";
    }
    Headroom other = headroom(f);
    if (f.ready() == 0 && other.share() > 0) {
      return "no ready instance";
    }
    double ready = f.capacity() / Math.max(1e-9, s.present());
    return other.share() <= ready ? "headroom of " + other.name() : "ready instances";
  }
}
