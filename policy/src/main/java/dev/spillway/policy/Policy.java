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
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** DOC */
public final class Policy {
  private Policy() {}

  public static Decided decide(Rules rules, Memory memory, Observation observation, Now now) {
    Situation s = Situation.of(rules, memory, observation, now);
    Mode mode = s.mode();
    double changes = changesLeft(rules, memory, now);
    List<Shares.Given> shares = new Shares(s, mode, changes).give();
    List<Instances.Asked> asked = new Instances(s, mode).ask(shares);
    boolean moves = shares.stream().anyMatch(Shares.Given::moved);
    Decision decision = decision(s, mode, asked);
    Memory next =
        new Memory(
            now.nanos(), s.outlook(), moves ? Math.max(0, changes - 1) : changes, memories(s, asked));
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
        .map(
            f -> {
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
    Map<String, Instances.Asked> bySite = bySite(asked);
    double out = asked.stream().mapToDouble(a -> a.given().share()).sum();
    List<SiteDecision> sites = new ArrayList<>();
    for (Facts f : s.facts()) {
      Instances.@Nullable Asked a = bySite.get(f.name());
      if (a == null) {
        sites.add(home(s, f, 1 - out, words));
      } else {
        boolean gateway = f.rules().linked() && (a.count() > 0 || !f.view().instances().isEmpty());
        sites.add(
            new SiteDecision(f.name(), share(a.given().share()), a.count(), gateway, words.reason(a)));
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

  /** What public sites do not get stays at home, by capacity where home is several sites. */
  private static SiteDecision home(Situation s, Facts f, double rest, Words words) {
    double all = s.homeCapacity();
    double part =
        all > 0
            ? f.capacity() / all
            : f.rules().capacity().perSecond()
                / Math.max(1e-9, s.home().mapToDouble(h -> h.rules().capacity().perSecond()).sum());
    int count = f.rules().instances();
    if (!f.rules().scales()) {
      count = f.view().instances().size();
    } else if (f.memory().retryAt() != null && s.now().nanos() < f.memory().retryAt()) {
      count = Math.min(count, f.alive() + f.unhealthy());
    }
    return new SiteDecision(f.name(), share(rest * part), count, false, words.homeReason(f, rest * part));
  }

  private static Share share(double value) {
    return Share.of(Math.clamp(Math.round(value * 1e6) / 1e6, 0, 1));
  }
}
