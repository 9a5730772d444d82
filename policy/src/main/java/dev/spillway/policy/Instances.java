package dev.spillway.policy;

import dev.spillway.core.Money;
import dev.spillway.core.Tuning;
import dev.spillway.core.Units;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How many instances each public site gets: what is {@link Wanted}, what clients that are still
 * there need, and no more than may be started now.
 */
final class Instances {
  /**
   * What became of one public site.
   *
   * @param count what is asked for now
   * @param bound what keeps the count from what is wanted; empty if nothing does
   * @param why the same in plain words; empty if nothing does
   * @param draining since its share is 0 clients may still come
   */
  record Asked(
      Shares.Given given,
      int count,
      String bound,
      String why,
      boolean draining,
      SiteMemory memory) {
    Facts facts() {
      return given.facts();
    }

    /** Before the hold. */
    int need() {
      return given.wanted().start();
    }
  }

  private final Situation s;
  private final Tuning tuning;

  Instances(Situation situation) {
    this.s = situation;
    this.tuning = situation.rules().tuning();
  }

  List<Asked> ask(List<Shares.Given> shares) {
    return shares.stream().map(this::one).toList();
  }

  private Asked one(Shares.Given given) {
    Facts f = given.facts();
    SiteMemory m = given.memory();
    Long drainSince = drainSince(f, given.share());
    int wanted = Math.max(given.wanted().wanted(), stillUsed(f, given.share(), drainSince != null));
    String why = wanted > f.alive() ? obstacle(f) : "";
    int room = f.ready() == 0 ? f.standing() : f.alive();
    int count =
        !f.rules().scales() ? f.standing() : why.isEmpty() ? wanted : Math.min(wanted, room);
    if (m.failures() > 1 && f.ready() == 0) {
      // What failed again and again is tried with one.
      count = Math.min(count, Math.max(1, room));
    }
    boolean full = given.wanted().start() > f.rules().instances();
    String bound = why.isEmpty() ? full ? "max instances" : "" : boundOf(f);
    return new Asked(given, count, bound, why, drainSince != null, m.withDrain(drainSince));
  }

  /** Instances that clients are at, or are being sent to, stay. */
  private int stillUsed(Facts f, double share, boolean draining) {
    if (!draining && share <= 0) {
      return 0;
    }
    double each = f.each().perSecond();
    Double here = f.unsettled() ? null : f.demand();
    int used = Math.max(1, here == null ? 0 : Wanted.count(here, each));
    used = Math.max(used, Wanted.count(share * f.follow() * s.settled(), each));
    return Math.min(used, Math.max(1, f.standing()));
  }

  /** Since when the site drains, or null: it has a share, or its last clients have left. */
  private @Nullable Long drainSince(Facts f, double share) {
    if (share > 0 || f.standing() == 0) {
      return null;
    }
    boolean begins = f.share() > 0 || (f.memory().instances() == null && f.standing() > f.idle());
    if (begins) {
      return s.now().nanos();
    }
    Long since = f.memory().drainSince();
    if (since == null) {
      return null;
    }
    Double here = f.demand();
    boolean empty = here != null && here <= tuning.leftover() * s.present();
    return empty || s.now().since(since).compareTo(tuning.drainMax()) > 0 ? null : since;
  }

  /** Why nothing may be started now, in plain words; empty when something may. */
  private String obstacle(Facts f) {
    Money spent = s.observation().spent();
    Money budget = s.rules().budget();
    if (spent != null
        && budget != null
        && spent.currency().equals(budget.currency())
        && spent.amount() >= budget.amount() - reserve()) {
      return "the budget of "
          + budget
          + " is used up ("
          + spent
          + " spent, "
          + new Money(reserve(), budget.currency())
          + " kept for the drain): nothing more is started";
    }
    Long retryAt = f.memory().retryAt();
    if (retryAt == null || s.now().nanos() >= retryAt) {
      return "";
    }
    String when = "next try in " + Units.show(s.now().since(retryAt).negated());
    if (!f.view().refusal().isEmpty()) {
      return f.name() + " refuses more (" + f.view().refusal() + "); " + when;
    }
    if (f.memory().failures() == 0) {
      return f.name() + " refused more a moment ago; " + when;
    }
    return "instances of "
        + f.name()
        + " failed "
        + f.memory().failures()
        + (f.memory().failures() == 1 ? " time; " : " times in a row; ")
        + when;
  }

  private String boundOf(Facts f) {
    if (obstacle(f).startsWith("the budget")) {
      return "budget";
    }
    boolean failing = f.view().refusal().isEmpty() && f.memory().failures() > 0;
    return failing ? "failing instances" : "refused";
  }

  /** What the instances that run now may still cost until they are drained and gone. */
  private double reserve() {
    Duration rest = tuning.drainMax().plus(tuning.instanceHold());
    double reserve = 0;
    for (Facts f : s.facts()) {
      Money cost = f.rules().cost();
      if (f.isPublic() && cost != null) {
        reserve += f.standing() * cost.amount() * rest.toNanos() / 3.6e12;
      }
    }
    return reserve;
  }
}
