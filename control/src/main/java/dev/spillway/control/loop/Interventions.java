package dev.spillway.control.loop;

import dev.spillway.control.store.Event;
import dev.spillway.control.store.EventLog;
import dev.spillway.control.store.Kept;
import dev.spillway.control.store.Store.Durability;
import dev.spillway.control.store.StoreException;
import dev.spillway.core.Intervention;
import dev.spillway.core.Now;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What people asked for and what has not expired. What has expired is kept for a while: a clock
 * that was ahead for a moment comes back, and then it holds again. Safe for any thread.
 */
final class Interventions {
  /** The stored form. */
  record Stored(List<Intervention> all) {
    Stored {
      all = List.copyOf(all);
    }
  }

  private static final Duration KEPT_ON = Duration.ofMinutes(10);

  private final String app;
  private final Kept<Stored> kept;
  private final EventLog events;

  /** When each was first seen to have expired, monotonic nanoseconds. */
  private final Map<Intervention, Long> expired = new HashMap<>();

  Interventions(String app, Kept<Stored> kept, EventLog events) {
    this.app = app;
    this.kept = kept;
    this.events = events;
  }

  List<Intervention> active(Instant wall) {
    return kept.get().all().stream().filter(i -> i.active(wall)).toList();
  }

  /** What would hold with one more; a later one of the same kind and site takes the place. */
  List<Intervention> with(Intervention added, Instant wall) {
    return with(added, active(wall));
  }

  private static List<Intervention> with(Intervention added, List<Intervention> others) {
    List<Intervention> all = new ArrayList<>(others);
    all.removeIf(i -> i.kind() == added.kind() && i.site().equals(added.site()));
    all.add(added);
    return all;
  }

  synchronized void add(Intervention added, Instant wall) throws StoreException {
    kept.set(new Stored(with(added, kept.get().all())), Durability.NOW);
    events.note(wall, app, Event.Kind.INTERVENTION, added.who(), describe(added), null);
  }

  synchronized void resume(String who, String reason, Instant wall) throws StoreException {
    kept.set(new Stored(List.of()), Durability.NOW);
    events.note(wall, app, Event.Kind.INTERVENTION, who, "resume: " + reason, null);
  }

  /** Tells what has expired, and forgets it some minutes later by the monotonic clock. */
  synchronized void expire(Now now) {
    List<Intervention> ended =
        kept.get().all().stream().filter(i -> !i.active(now.wall())).toList();
    expired.keySet().retainAll(ended);
    List<Intervention> past = new ArrayList<>();
    for (Intervention i : ended) {
      Long since = expired.putIfAbsent(i, now.nanos());
      if (since == null) {
        String text = "expired: " + describe(i);
        events.note(now.wall(), app, Event.Kind.INTERVENTION, "controller", text, null);
      } else if (now.since(since).compareTo(KEPT_ON) > 0) {
        past.add(i);
      }
    }
    if (!past.isEmpty()) {
      forget(past);
    }
  }

  private void forget(List<Intervention> past) {
    try {
      List<Intervention> left = kept.get().all().stream().filter(i -> !past.contains(i)).toList();
      kept.set(new Stored(left), Durability.GROUPED);
    } catch (StoreException e) {
      // It no longer counts by its own expiry; forgetting it is tried again at the next tick.
      System.getLogger(Interventions.class.getName())
          .log(System.Logger.Level.DEBUG, app + ": an expired intervention stays stored", e);
    }
  }

  private static String describe(Intervention i) {
    return switch (i.kind()) {
          case SPILL -> "spill " + i.share() + " to " + i.site();
          case HOLD -> "hold";
          case VERIFY -> "keep one instance at " + i.site();
        }
        + " until "
        + i.expires()
        + ": "
        + i.reason();
  }
}
