package dev.spillway.policy;

import dev.spillway.core.Now;
import dev.spillway.core.Observation.SiteView;
import dev.spillway.core.Rules;
import dev.spillway.core.Signal;
import dev.spillway.core.Tuning;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one look teaches: of each site's capacity, see {@link Ceiling}, and of how clients follow
 * shares. For that, the share of all requests that each public site really sees is compared with
 * what the published ones explain.
 *
 * <p>Nothing is learned of shares while numbers do not tell what clients want: a site is blind, a
 * link was lost a moment ago, or requests are turned away, since those come again elsewhere or not
 * at all. Where steering shows all or nothing there is no share to correct, so none is learned.
 *
 * @param facts with memories brought up to date
 */
record Lessons(Lag lag, List<Facts> facts) {
  /** From this fraction of lost requests on, what is seen is not where clients were sent. */
  private static final double LOST = 0.03;

  /** A reading speaks of the time since the one before, but hardly of more than this. */
  private static final Duration LONGEST_WINDOW = Duration.ofSeconds(60);

  static Lessons of(Lag lag, List<Facts> facts, @Nullable Double demand, Rules rules, Now now) {
    Tuning tuning = rules.tuning();
    double all = demand == null ? 0 : demand;
    double lost = facts.stream().mapToDouble(Facts::rejected).sum();
    boolean telling =
        all > 0
            && lost <= LOST * all
            && facts.stream().noneMatch(f -> f.blind() || f.linkAway() != null);
    Lag next = lag;
    List<Facts> taught = new ArrayList<>();
    for (Facts f : facts) {
      Following before = f.memory().learned().following();
      Long readAt = readAt(f, now);
      Double here = f.demand();
      boolean fresh =
          readAt != null && (before.readAt() == null || readAt > before.readAt() + 1_000_000);
      if (readAt == null || !fresh) {
        taught.add(f);
        continue;
      }
      Facts measured = f.with(f.memory().withLearned(weighed(f, readAt, tuning)));
      if (f.isPublic() && rules.allOrNothing()) {
        taught.add(measured.with(learned(measured, Following.NONE.read(readAt))));
        continue;
      }
      if (!f.isPublic() || !telling || here == null) {
        taught.add(measured.with(learned(measured, before.read(readAt))));
        continue;
      }
      long middle = readAt - half(before.readAt(), readAt);
      double observed = here / all;
      if (before.readAt() != null) {
        next = before.teach(next, observed, middle, tuning.ttl());
      }
      Following after = before.with(observed, next, middle, readAt, tuning.ttl());
      taught.add(measured.with(learned(measured, after)));
    }
    return new Lessons(next, taught);
  }

  private static SiteMemory learned(Facts f, Following now) {
    return f.memory().withLearned(f.memory().learned().with(now));
  }

  /** What this reading says of the site's capacity, if that is to be learned. */
  private static Learned weighed(Facts f, long readAt, Tuning tuning) {
    Learned known = f.memory().learned();
    Duration objective = tuning.latency();
    Long before = known.following().readAt();
    Double latency = f.latencyMillis();
    Double served = f.served();
    double units = f.units();
    boolean able = f.rules().learns() && f.linkAway() == null && units > 0;
    if (!able || objective == null || before == null || latency == null || served == null) {
      return known;
    }
    long window = Math.min(LONGEST_WINDOW.toNanos(), readAt - before);
    return known.with(
        known
            .ceiling()
            .with(
                new Ceiling.Look(units, served, f.rejected(), latency),
                window / 1e9,
                readAt,
                objective,
                f.rules().capacity().perSecond()));
  }

  private static long half(@Nullable Long before, long readAt) {
    return before == null ? 0 : Math.min(LONGEST_WINDOW.toNanos(), readAt - before) / 2;
  }

  /** When this site's demand was measured; null when it was not. */
  private static @Nullable Long readAt(Facts f, Now now) {
    SiteView view = f.view();
    Signal signal = view.demand() != null ? view.demand() : view.served();
    return signal == null ? null : now.nanos() - signal.age().toNanos();
  }
}
