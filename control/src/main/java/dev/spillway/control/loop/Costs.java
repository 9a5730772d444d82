package dev.spillway.control.loop;

import dev.spillway.control.loop.AppStatus.CostView;
import dev.spillway.control.loop.Ledger.Use;
import dev.spillway.control.store.Event;
import dev.spillway.control.store.EventLog;
import dev.spillway.control.store.Kept;
import dev.spillway.control.store.Store.Durability;
import dev.spillway.control.store.StoreException;
import dev.spillway.core.AdapterException;
import dev.spillway.core.GatewayHost;
import dev.spillway.core.Instance;
import dev.spillway.core.Invitations;
import dev.spillway.core.Money;
import dev.spillway.core.Now;
import dev.spillway.core.Observation.SiteView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps an app's ledger, and checks after each burst that nothing is left that bills. Used by the
 * app's loop; {@link #view} and {@link #spent} by any thread.
 */
final class Costs {
  /** Longer gaps without a controller are not counted: nobody knows what ran then. */
  private static final Duration LONGEST_GAP = Duration.ofHours(24);

  private static final Duration STORE_EVERY = Duration.ofSeconds(5);

  /** Without a burst only the time is stored, from which the hosts of gateways are counted on. */
  private static final Duration STORE_QUIET_EVERY = Duration.ofMinutes(1);

  private final AppParts parts;
  private final Map<String, SiteWatch> watches;
  private final Kept<Ledger> kept;
  private final EventLog events;
  private final Lane lane;
  private final @Nullable Invitations invitations;
  private final Set<String> owed = ConcurrentHashMap.newKeySet();
  private final Set<String> told = ConcurrentHashMap.newKeySet();
  private final Map<String, Double> late = new ConcurrentHashMap<>();
  private final Standing standing;
  private final @Nullable String currency;
  private volatile Ledger ledger;
  private volatile boolean billing;
  private @Nullable Long lastNanos;
  private long storedNanos;

  Costs(
      AppParts parts,
      Map<String, SiteWatch> watches,
      Kept<Ledger> kept,
      EventLog events,
      Lane lane,
      @Nullable Invitations invitations) {
    this.invitations = invitations;
    this.parts = parts;
    this.watches = watches;
    this.kept = kept;
    this.events = events;
    this.lane = lane;
    this.ledger = kept.get();
    this.standing = Standing.of(parts.sites());
    this.currency =
        parts.sites().stream()
            .map(s -> s.site().cost())
            .filter(java.util.Objects::nonNull)
            .map(Money::currency)
            .findFirst()
            .or(standing::currency)
            .orElse(null);
    if (ledger.bursting()) {
      parts.sites().stream().filter(s -> s.site().isPublic()).forEach(s -> owed.add(s.name()));
    }
  }

  void tick(Seen seen, Now now) {
    List<Use> uses = new ArrayList<>();
    boolean bills = false;
    for (SiteParts site : parts.sites()) {
      if (site.site().isPublic()) {
        Use use = use(site, seen);
        uses.add(use);
        bills |=
            use.instances() + use.gateways() > 0
                || !seen.observation().site(site.name()).leftovers().isEmpty();
        settle(use, now);
      }
    }
    billing = bills;
    // The burst lasts until it is proved that nothing is left: a restart then owes the proof still.
    uses.replaceAll(u -> owed.contains(u.site()) ? u.open(true) : u);
    boolean wasBursting = ledger.bursting();
    double elapsed = elapsed(now);
    // What ran without a controller outside of a burst nobody knows.
    double counted = lastNanos != null || wasBursting ? elapsed : 0;
    ledger = ledger.tick(uses, counted, elapsed * standing.perHour() / 3600, now.wall());
    lastNanos = now.nanos();
    boolean turned = wasBursting != ledger.bursting();
    Duration every = ledger.bursting() ? STORE_EVERY : STORE_QUIET_EVERY;
    boolean due = now.since(storedNanos).compareTo(every) >= 0;
    if (turned || (due && (ledger.bursting() || !standing.none()))) {
      store(now);
    }
  }

  /** An instance was ordered at a site, which took so long to answer. By any thread. */
  void ordered(String site, Duration took) {
    late.merge(site, took.toNanos() / 1e9, Double::sum);
  }

  /** Seconds since the last tick, also that of a controller before. */
  private double elapsed(Now now) {
    Long last = lastNanos;
    if (last != null) {
      return now.since(last).toNanos() / 1e9;
    }
    java.time.Instant before = ledger.last();
    if (before == null || before.isAfter(now.wall())) {
      return 0;
    }
    Duration gap = Duration.between(before, now.wall());
    return gap.compareTo(LONGEST_GAP) > 0 ? 0 : gap.toNanos() / 1e9;
  }

  private Use use(SiteParts site, Seen seen) {
    SiteView view = seen.observation().site(site.name());
    int instances =
        (int)
            seen.instances().getOrDefault(site.name(), List.of()).stream()
                .filter(i ->
                    i.state() != Instance.State.FAILED || site.platform().traits().failedBill())
                .count();
    GatewayHost gateway = site.gateway();
    int gateways = gateway != null && gateway.bills() && view.gateway() ? 1 : 0;
    Money cost = site.site().cost();
    boolean open = !view.share().isNone() || !view.instances().isEmpty() || view.gateway();
    Double before = late.remove(site.name());
    return new Use(
        site.name(),
        cost == null ? 0 : cost.amount(),
        instances,
        before == null ? 0 : before,
        gateways,
        open);
  }

  /** A site that was in use and no longer is: see for oneself that nothing is left there. */
  private void settle(Use use, Now now) {
    if (use.open()) {
      owed.add(use.site());
      told.remove(use.site());
    } else if (owed.contains(use.site())) {
      lane.offer("checking that nothing is left at " + use.site(), () -> check(use.site(), now));
    }
  }

  private void check(String site, Now now) {
    SiteWatch watch = watches.get(site);
    if (watch == null) {
      return;
    }
    try {
      List<String> left = watch.checkLeftovers();
      if (left.isEmpty()) {
        if (invitations != null) {
          invitations.end(parts.app().name(), site);
        }
        owed.remove(site);
        String proof = "nothing is billed any more at " + site + " (checked)";
        note(now, Event.Kind.CONTROLLER, proof + standing.beside(site));
      } else if (told.add(site)) {
        note(now, Event.Kind.FAILURE, "still exists at " + site + " and may bill: " + left);
      }
    } catch (AdapterException e) {
      if (told.add(site)) {
        note(
            now,
            Event.Kind.FAILURE,
            "cannot check that nothing is left at " + site + ": " + e.getMessage());
      }
    }
  }

  private void note(Now now, Event.Kind kind, String text) {
    events.note(now.wall(), parts.app().name(), kind, "controller", text, null);
  }

  private void store(Now now) {
    storedNanos = now.nanos();
    try {
      kept.set(ledger, Durability.GROUPED);
    } catch (StoreException e) {
      System.getLogger(Costs.class.getName())
          .log(System.Logger.Level.DEBUG, "the ledger is stored later: " + e.getMessage());
    }
  }

  /** What goes on whatever is done, for people. */
  List<String> standing() {
    return standing.lines();
  }

  /** Spent in this month; null when no site has a price. */
  @Nullable Money spent() {
    String unit = currency;
    return unit == null ? null : new Money(ledger.spent(), unit);
  }

  @Nullable CostView view() {
    String unit = currency;
    if (unit == null) {
      return null;
    }
    Map<String, Double> hourly = new HashMap<>();
    for (SiteParts site : parts.sites()) {
      Money cost = site.site().cost();
      if (cost != null) {
        hourly.put(site.name(), cost.amount());
      }
    }
    Money budget = parts.app().budget();
    Ledger now = ledger;
    return new CostView(
        unit,
        now.burst(),
        now.spent(),
        budget == null ? null : budget.amount(),
        now.alwaysOnMonth(hourly),
        billing,
        standing.perHour());
  }
}
