package dev.spillway.control.loop;

import dev.spillway.control.store.Event;
import dev.spillway.control.store.EventLog;
import dev.spillway.control.store.Kept;
import dev.spillway.control.store.Store.Durability;
import dev.spillway.control.store.StoreException;
import dev.spillway.core.Intervention;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What people asked for and what has not expired. Safe for any thread. */
final class Interventions {
  /** The stored form. */
  record Stored(List<Intervention> all) {
    Stored {
      all = List.copyOf(all);
    }
  }

  private final String app;
  private final Kept<Stored> kept;
  private final EventLog events;

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
    List<Intervention> all = new ArrayList<>(active(wall));
    all.removeIf(i -> i.kind() == added.kind() && i.site().equals(added.site()));
    all.add(added);
    return all;
  }

  synchronized void add(Intervention added, Instant wall) throws StoreException {
    kept.set(new Stored(with(added, wall)), Durability.NOW);
    events.note(wall, app, Event.Kind.INTERVENTION, added.who(), describe(added), null);
  }

  synchronized void resume(String who, String reason, Instant wall) throws StoreException {
    kept.set(new Stored(List.of()), Durability.NOW);
    events.note(wall, app, Event.Kind.INTERVENTION, who, "resume: " + reason, null);
  }

  /** Forgets and tells what has expired. */
  synchronized void expire(Instant wall) {
    List<Intervention> ended = kept.get().all().stream().filter(i -> !i.active(wall)).toList();
    if (ended.isEmpty()) {
      return;
    }
    try {
      kept.set(new Stored(active(wall)), Durability.GROUPED);
      ended.forEach(i ->
          events.note(
              wall, app, Event.Kind.INTERVENTION, "controller", "expired: " + describe(i), null));
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
