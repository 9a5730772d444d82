package dev.spillway.control.loop;

import dev.spillway.control.store.Event;
import dev.spillway.control.store.EventLog;
import dev.spillway.control.store.Json;
import dev.spillway.control.store.Kept;
import dev.spillway.control.store.Store.Durability;
import dev.spillway.control.store.StoreException;
import dev.spillway.core.Decision;
import dev.spillway.core.Intervention;
import dev.spillway.core.Now;
import dev.spillway.core.Observation;
import dev.spillway.core.Plan;
import dev.spillway.core.Rules;
import dev.spillway.policy.Decided;
import dev.spillway.policy.Insight;
import dev.spillway.policy.Memory;
import dev.spillway.policy.Planner;
import dev.spillway.policy.Policy;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks the policy, remembers for it, and logs with its whole input each decision that wants
 * something else than the one before, and one in each minute at least while anything but home is in
 * use. At rest one in a quarter of an hour will do: a line is several kB, and there may be
 * thousands of apps.
 */
final class Decider {
  private static final Duration LOG_EVERY = Duration.ofMinutes(1);
  private static final Duration LOG_AT_REST = Duration.ofMinutes(15);
  private static final Duration STORE_EVERY = Duration.ofSeconds(15);

  private final String app;
  private final Rules rules;
  private final Kept<Memory> kept;
  private final EventLog events;
  private final Meters meters;
  private volatile @Nullable Memory memory;
  private @Nullable Decision logged;
  private long loggedAt;
  private long storedAt;
  private boolean toStore;

  /** Waits for the decision's line. */
  private Runnable line = () -> {};

  Decider(String app, Rules rules, Kept<Memory> kept, EventLog events, Meters meters) {
    this.app = app;
    this.rules = rules;
    this.kept = kept;
    this.events = events;
    this.meters = meters;
  }

  Rules rules() {
    return rules;
  }

  /** A decision and the plan that leads to it. */
  record Wish(Decision decision, Plan plan) {}

  /**
   * Called by the loop only, which calls {@link #remember} when the plan is on its way: clients do
   * not wait for what is only written down.
   */
  Wish decide(Observation observation, Now now) {
    Memory before = memoryAt(now);
    Rules known = rules.around(now.wall());
    Decided decided = Policy.decide(known, before, observation, now);
    Decision decision = decided.decision();
    memory = decided.memory();
    Decision last = logged;
    boolean news = last == null || !DecisionRecord.sameWish(last, decision);
    Duration every = decision.phase() == Decision.Phase.HOME ? LOG_AT_REST : LOG_EVERY;
    if (news || now.since(loggedAt).compareTo(every) >= 0) {
      logged = decision;
      loggedAt = now.nanos();
      line =
          events.noting(
              now.wall(),
              app,
              Event.Kind.DECISION,
              "policy",
              decision.headline(),
              Json.tree(new DecisionRecord(known, before, observation, now, decision)));
    }
    if (news) {
      meters.decision(app);
    }
    toStore |= news || now.since(storedAt).compareTo(STORE_EVERY) >= 0;
    return new Wish(decision, Planner.plan(known, decision, decided.memory(), observation));
  }

  /** Waits until the latest decision is in the log, and stores what was learned with it. */
  void remember(Now now) {
    line.run();
    line = () -> {};
    Memory latest = memory;
    if (toStore && latest != null) {
      toStore = false;
      store(latest, now);
    }
  }

  /** What would be decided if these interventions held; nothing is remembered. Any thread. */
  Wish dryRun(Observation seen, List<Intervention> interventions, Now now) {
    Observation asked = new Observation(seen.sites(), interventions, seen.spent());
    Decided decided = Policy.decide(rules, memoryAt(now), asked, now);
    Decision decision = decided.decision();
    return new Wish(decision, Planner.plan(rules, decision, decided.memory(), asked));
  }

  /** What was learned so far; any thread. */
  Insight insight() {
    Memory current = memory;
    return Insight.of(rules, current != null ? current : kept.get());
  }

  private Memory memoryAt(Now now) {
    Memory current = memory;
    return current != null ? current : Memory.afterRestart(kept.get(), now);
  }

  private void store(Memory latest, Now now) {
    storedAt = now.nanos();
    try {
      kept.set(latest, Durability.GROUPED);
    } catch (StoreException e) {
      // What was learned is stored again in a few seconds; the store's own trouble is told
      // elsewhere.
      System.getLogger(Decider.class.getName())
          .log(System.Logger.Level.DEBUG, app + ": the memory is stored later: " + e.getMessage());
    }
  }
}
