package dev.spillway.policy;

import dev.spillway.core.Intervention;
import dev.spillway.policy.Situation.Mode;
import java.util.ArrayList;
import java.util.List;

/**
 * How many instances of one public site are worth having, whatever stands in the way.
 *
 * @param start must be asked for now to be there in time
 * @param wanted after the hold, at most the site's maximum where numbers tell
 * @param memory with the hold brought up to date
 */
record Wanted(Facts facts, int start, int wanted, SiteMemory memory) {
  /** A fraction of an instance that is not worth another one. */
  private static final double SLACK = 0.02;

  private static final int ENDLESS = 1_000_000;

  /** What is still to be carried by the sites that come next, req/s. */
  record Overflow(double start, double stay, double surge) {
    Overflow less(double carried) {
      return new Overflow(
          Math.max(0, start - carried), Math.max(0, stay - carried), Math.max(0, surge - carried));
    }
  }

  /** One for each public site, in the order in which sites take the overflow. */
  static List<Wanted> all(Situation s, Mode mode) {
    double home = s.target();
    Overflow open =
        mode == Mode.NORMAL
            ? new Overflow(
                Math.max(0, s.toStartFor() - home),
                Math.max(0, s.expectedStay() - home),
                Math.max(0, s.expectedSurge() - home))
            : new Overflow(0, 0, 0);
    List<Wanted> all = new ArrayList<>();
    for (Facts f : s.publicSites()) {
      boolean whole = s.rules().allOrNothing() && mode == Mode.NORMAL;
      Wanted w = one(s, mode, f, whole ? Switch.overflow(s, f, home, all.isEmpty()) : open);
      all.add(w);
      if (!f.linkLongAway() && (f.memory().retryAt() == null || f.standing() >= w.wanted)) {
        open = open.less(s.carries(w.wanted * f.each().perSecond()));
      } else if (!f.linkLongAway()) {
        open = open.less(s.carries(f.standing() * f.each().perSecond()));
      }
    }
    return all;
  }

  private static Wanted one(Situation s, Mode mode, Facts f, Overflow open) {
    long nanos = s.now().nanos();
    int least = Math.max(f.idle(), forPeople(s, f));
    // More than home's database or the link bears would be paid for and not used.
    double room =
        Math.min(Headroom.atHome(s).share(), Headroom.of(s, f).share())
            * Math.max(s.present(), s.expectedFar());
    // Without numbers that tell, or held by a person, nothing is taken away, not even what is
    // more than the site's maximum.
    int kept = mode == Mode.NORMAL && !f.unsettled() ? 0 : f.standing();
    int start = Math.max(Math.max(least, kept), fits(s, f, Math.min(open.start, room)));
    int stay = Math.max(start, fits(s, f, Math.min(open.stay, room)));
    Count before = f.memory().instances();
    Count count =
        before == null
            ? Count.of(Math.max(start, f.standing()), nanos)
            : before.with(start, stay, nanos, s.rules().tuning());
    int wanted = Math.max(count.wanted(), fits(s, f, Math.min(open.surge, room)));
    return new Wanted(
        f,
        start,
        Math.max(kept, Math.min(f.rules().instances(), wanted)),
        f.memory().withInstances(count));
  }

  private static int forPeople(Situation s, Facts f) {
    int least = s.active(Intervention.Kind.VERIFY, f.name()) == null ? 0 : 1;
    Intervention spill = s.active(Intervention.Kind.SPILL, f.name());
    if (spill == null || spill.share() == null || spill.share().isNone()) {
      return least;
    }
    double part = s.rules().allOrNothing() ? 1 : spill.share().value();
    double clients = part * Math.max(s.settled(), s.expectedNear());
    return Math.max(1, count(clients, f.each().perSecond()));
  }

  /** The fewest instances that are planned to carry so much. */
  private static int fits(Situation s, Facts f, double overflow) {
    double each = Math.max(1e-9, f.each().perSecond());
    int count = count(overflow, each);
    while (count > 0 && count < ENDLESS && s.carries(count * each) < overflow - SLACK * each) {
      count++;
    }
    return count;
  }

  static int count(double rate, double each) {
    double exact = rate / Math.max(1e-9, each);
    return (int) Math.min(ENDLESS, Math.max(0, Math.ceil(exact - SLACK)));
  }
}
