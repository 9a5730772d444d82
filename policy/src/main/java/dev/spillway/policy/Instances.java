package dev.spillway.policy;

import dev.spillway.core.Intervention;
import dev.spillway.core.Money;
import dev.spillway.core.Tuning;
import dev.spillway.core.Units;
import dev.spillway.policy.Situation.Mode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How many instances each public site should have: the most of what the expected overflow, the
 * share that is out, the clients that are still there, a person and the idle level ask for; the
 * largest such number within the instance hold; and no more than may be started now.
 */
final class Instances {
  /** A fraction of an instance that is not worth another one. */
  private static final double SLACK = 0.02;

  /**
   * What became of one public site.
   *
   * @param need before the hold
   * @param wanted after it, at most the site's maximum
   * @param count what is asked for now
   * @param bound what keeps the count from what is wanted; empty if nothing does
   * @param why the same in plain words; empty if nothing does
   * @param draining since its share is 0 clients may still come
   */
  record Asked(
      Shares.Given given,
      int need,
      int wanted,
      int count,
      String bound,
      String why,
      boolean draining,
      SiteMemory memory) {
    Facts facts() {
      return given.facts();
    }
  }

  private final Situation s;
  private final Tuning tuning;
  private final Mode mode;

  Instances(Situation situation, Mode mode) {
    this.s = situation;
    this.tuning = situation.rules().tuning();
    this.mode = mode;
  }

  List<Asked> ask(List<Shares.Given> shares) {
    List<Asked> all = new ArrayList<>();
    double overflow = mode == Mode.NORMAL ? Math.max(0, s.expectedFar() - s.target()) : 0;
    for (Shares.Given given : shares) {
      Asked asked = one(given, overflow);
      all.add(asked);
      if (!given.facts().dead() || !given.facts().linkLongAway()) {
        overflow = Math.max(0, overflow - asked.count * given.facts().each().perSecond());
      }
    }
    return all;
  }

  private Asked one(Shares.Given given, double overflow) {
    Facts f = given.facts();
    SiteMemory m = given.memory();
    Long drainSince = drainSince(f, given.share());
    int need = need(f, given.share(), overflow, drainSince != null);
    long nanos = s.now().nanos();
    Peak peak =
        m.instances() == null
            ? Peak.of(Math.max(need, f.standing()), nanos)
            : m.instances().with(need, nanos, tuning.instanceHold());
    int wanted = (int) Math.min(f.rules().instances(), Math.round(peak.max()));
    String why = wanted > f.alive() ? obstacle(f) : "";
    int room = f.ready() == 0 ? f.standing() : f.alive();
    int count =
        !f.rules().scales() ? f.standing() : why.isEmpty() ? wanted : Math.min(wanted, room);
    if (m.failures() > 1 && f.ready() == 0) {
      // What failed again and again is tried with one.
      count = Math.min(count, Math.max(1, room));
    }
    String bound = why.isEmpty() ? need > f.rules().instances() ? "max instances" : "" : boundOf(f);
    return new Asked(
        given,
        need,
        wanted,
        count,
        bound,
        why,
        drainSince != null,
        new SiteMemory(
            m.site(),
            m.share(),
            peak,
            m.riseAt(),
            m.riseFrom(),
            drainSince,
            m.linkLostSince(),
            m.linkBackSince(),
            m.warmUpSeconds(),
            m.starting(),
            m.failed(),
            m.failures(),
            m.failedAt(),
            m.retryAt()));
  }

  private int need(Facts f, double share, double overflow, boolean draining) {
    double each = f.each().perSecond();
    int need = f.idle();
    need = Math.max(need, count(overflow, each));
    double soon = s.soon();
    if (share > 0) {
      need = Math.max(need, Math.max(1, count(share * soon, each)));
    }
    if ((draining || share > 0) && !f.unsettled()) {
      Double here = f.demand();
      need = Math.max(need, Math.max(1, here == null ? 0 : count(here, each)));
    }
    Intervention spill = s.active(Intervention.Kind.SPILL, f.name());
    if (spill != null && spill.share() != null && !spill.share().isNone()) {
      need = Math.max(need, Math.max(1, count(spill.share().value() * soon, each)));
    }
    if (s.active(Intervention.Kind.VERIFY, f.name()) != null) {
      need = Math.max(need, 1);
    }
    // Without numbers that tell, or held by a person, nothing is taken away.
    return mode == Mode.NORMAL && !f.unsettled() ? need : Math.max(need, f.standing());
  }

  private static int count(double rate, double each) {
    return (int) Math.min(1_000_000, Math.max(0, Math.ceil(rate / Math.max(1e-9, each) - SLACK)));
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
