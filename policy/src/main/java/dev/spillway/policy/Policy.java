package dev.spillway.policy;

import dev.spillway.core.Decision;
import dev.spillway.core.Decision.SiteDecision;
import dev.spillway.core.Now;
import dev.spillway.core.Observation;
import dev.spillway.core.Rate;
import dev.spillway.core.Rules;
import dev.spillway.core.Share;
import dev.spillway.policy.Situation.Mode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Decides what an app should have: shares and instances, each with its reason.
 *
 * <p><b>Formula.</b> Demand is the sum over all sites of what clients want, rejected requests
 * included, so it does not fall when some of it leaves home. Home keeps what it can:
 *
 * <pre>
 *   near       demand to reckon with within DNS lag + monitoring delay, and of announced events
 *   far        the same within warm-up (as measured) + DNS lag + monitoring delay
 *   plan       what home shall carry: its capacity less measured noise, at most spill-at of it
 *   instances  the fewest that are planned to carry far − plan, see {@link Wanted}
 *   share      any from (near − plan) / near to what is ready / near, see {@link Shares}
 * </pre>
 *
 * {@link Outlook} says how near and far are forecast, {@link Surges} how jumps that come back are
 * met, {@link Leads} where the lag comes from.
 *
 * <p><b>Regimes</b>, the first that applies:
 *
 * <pre>
 *   no site can serve                  home gets all (fail open), IMPAIRED
 *   home cannot serve                  public keeps its share as far as it can carry it, IMPAIRED
 *   stale signals where clients are    shares stay, nothing is scaled in (fail static), HOLDING
 *   a person holds                     shares stay, dead sites lose theirs, HOLDING
 *   demand rises                       instances ahead of shares, shares within what is ready and
 *                                      by steps: WARMING, SPILLING
 *   demand falls                       instances that were not worth keeping for their hold are let
 *                                      go, shares first; all comes home below return-at: SPILLING,
 *                                      DRAINING
 * </pre>
 *
 * <p>A public site is dead, and loses its share at once, when nothing there is ready; when its
 * link, its gateway or a service is away it is dead after the link's grace, until which its share
 * stays.
 *
 * <p><b>Sources.</b> Moving only the overflow, deciding on a quantile and holding decisions are
 * what lost and cost least on recorded traffic, in line with Rzadca et al., Autopilot (EuroSys
 * 2020); leading the peak by the dead time is textbook control. The constants are explained where
 * they stand; the user's are in {@link dev.spillway.core.Tuning}.
 *
 * <p>Pure: no clock, I/O, threads or randomness; safe for any thread.
 */
public final class Policy {
  private Policy() {}

  /**
   * One tick. Expects the observation to hold every site of the rules.
   *
   * @param memory of the tick before; {@link Memory#fresh()} at first, {@link Memory#afterRestart}
   *     in a new process
   * @throws IllegalArgumentException when the observation lacks a site
   */
  public static Decided decide(Rules rules, Memory memory, Observation observation, Now now) {
    Situation s = Situation.of(rules, memory, observation, now);
    Mode mode = s.mode();
    double changes = changesLeft(rules, memory, now);
    List<Wanted> wanted = Wanted.all(s, mode);
    List<Shares.Given> shares = new Shares(s, mode, changes).give(wanted);
    List<Instances.Asked> asked = new Instances(s).ask(shares);
    boolean moves = shares.stream().anyMatch(Shares.Given::moved);
    Decision decision = decision(s, mode, asked);
    Memory next =
        new Memory(
            now.nanos(),
            s.outlook(),
            moves ? Math.max(0, changes - 1) : changes,
            s.overAt(),
            s.lag(),
            memories(s, asked));
    return new Decided(decision, next);
  }

  /** Changes come back evenly over the hour and are saved up to an hour's worth. */
  private static double changesLeft(Rules rules, Memory memory, Now now) {
    double perHour = rules.tuning().changesPerHour();
    if (memory.changesLeft() == null) {
      return perHour;
    }
    double hours = memory.at() == null ? 0 : Math.max(0, now.since(memory.at()).toNanos() / 3.6e12);
    return Math.min(perHour, memory.changesLeft() + hours * perHour);
  }

  private static List<SiteMemory> memories(Situation s, List<Instances.Asked> asked) {
    Map<String, Instances.Asked> bySite = bySite(asked);
    return s.facts().stream()
        .map(f -> {
          Instances.@Nullable Asked a = bySite.get(f.name());
          return a == null ? f.memory() : a.memory();
        })
        .toList();
  }

  private static Map<String, Instances.Asked> bySite(List<Instances.Asked> asked) {
    return asked.stream().collect(Collectors.toMap(a -> a.facts().name(), Function.identity()));
  }

  private static Decision decision(Situation s, Mode mode, List<Instances.Asked> asked) {
    Words words = new Words(s, mode, asked);
    Reasons reasons = new Reasons(s, mode);
    Map<String, Instances.Asked> bySite = bySite(asked);
    double out = asked.stream().mapToDouble(a -> a.given().share()).sum();
    List<SiteDecision> sites = new ArrayList<>();
    Map<String, Double> kept = homeShares(s, 1 - out);
    for (Facts f : s.facts()) {
      Instances.@Nullable Asked a = bySite.get(f.name());
      if (a == null) {
        sites.add(home(s, f, kept.getOrDefault(f.name(), 0.0), reasons));
      } else {
        boolean gateway = f.rules().linked() && (a.count() > 0 || !f.view().instances().isEmpty());
        sites.add(
            new SiteDecision(
                f.name(), share(a.given().share()), a.count(), gateway, reasons.of(a)));
      }
    }
    Double demand = s.demand();
    return new Decision(
        demand == null ? null : Rate.perSecond(demand),
        s.outlook() == null ? null : Rate.perSecond(s.expectedFar()),
        s.leads().far(),
        words.phase(),
        words.headline(),
        words.bound(),
        words.next(),
        sites);
  }

  /**
   * What public sites do not get stays at home, by capacity where home is several sites. The last
   * one with a share takes what rounding left, so that all shares sum to 1.
   */
  private static Map<String, Double> homeShares(Situation s, double rest) {
    double carried = s.homeCapacity();
    ToDoubleFunction<Facts> weight = carried > 0 ? Facts::capacity : f -> f.each().perSecond();
    List<Facts> serving = s.home().filter(f -> weight.applyAsDouble(f) > 0).toList();
    List<Facts> takers = serving.isEmpty() ? s.home().limit(1).toList() : serving;
    double all = takers.stream().mapToDouble(weight).sum();
    Map<String, Double> kept = new HashMap<>();
    double left = rest;
    for (int i = 0; i < takers.size(); i++) {
      boolean last = i == takers.size() - 1;
      double part = last ? left : rounded(rest * weight.applyAsDouble(takers.get(i)) / all);
      kept.put(takers.get(i).name(), part);
      left -= part;
    }
    return kept;
  }

  private static SiteDecision home(Situation s, Facts f, double part, Reasons reasons) {
    int count = f.rules().instances();
    if (!f.rules().scales()) {
      count = f.view().instances().size();
    } else if (f.memory().retryAt() != null && s.now().nanos() < f.memory().retryAt()) {
      count = Math.min(count, f.alive() + f.unhealthy());
    }
    if (s.blind() != null) {
      count = Math.max(count, f.alive());
    }
    return new SiteDecision(f.name(), share(part), count, false, reasons.ofHome(f, part));
  }

  private static Share share(double value) {
    return Share.of(Math.clamp(rounded(value), 0, 1));
  }

  private static double rounded(double value) {
    return Math.round(value * 1e6) / 1e6;
  }
}
