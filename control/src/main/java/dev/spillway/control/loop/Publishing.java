package dev.spillway.control.loop;

import dev.spillway.control.store.Event;
import dev.spillway.core.AdapterException;
import dev.spillway.core.Now;
import dev.spillway.core.Plan;
import dev.spillway.core.SteeredHost;
import java.time.Duration;
import java.util.Optional;

/**
 * What goes out to the steering target beside the plan: reading what is published when the
 * controller begins, and addresses, which change without any plan. One thing at a time, in a lane
 * of its own.
 */
final class Publishing {
  private final String app;
  private final Publisher publisher;
  private final LoopParts shared;
  private final Troubles troubles;
  private final Lane lane;
  private volatile boolean resumed;

  Publishing(String app, Publisher publisher, LoopParts shared, Troubles troubles) {
    this.app = app;
    this.publisher = publisher;
    this.shared = shared;
    this.troubles = troubles;
    this.lane = new Lane(shared.executor(), shared.ticker());
  }

  /** What is published is known; before that nothing is decided. */
  boolean resumed() {
    return resumed;
  }

  /** Reads what is published, at once. */
  void resume() {
    try {
      publisher.resume();
      resumed = true;
      troubles.recovered("steering", "what is published");
    } catch (AdapterException e) {
      troubles.failed("steering", "what is published", e);
    }
  }

  /** Tries again to read what is published, if that failed. */
  void tick() {
    if (!resumed) {
      lane.offer("reading what is published", this::resume);
    }
  }

  /** An address of an instance that is no longer ready leaves the answers at once. */
  void refresh(Seen look, Now now) {
    lane.offer("publishing addresses", () -> refreshNow(look, now));
  }

  private void refreshNow(Seen look, Now now) {
    try {
      publisher
          .refresh(look.addresses(), now)
          .ifPresent(host ->
              shared
                  .events()
                  .note(now.wall(), app, Event.Kind.STEP, "controller", describe(host), null));
      if (!publisher.refused()) {
        troubles.recovered("steering", "addresses");
      }
    } catch (AdapterException e) {
      troubles.failed("steering", "addresses", e);
    }
  }

  private static String describe(SteeredHost host) {
    StringBuilder text = new StringBuilder("published other addresses:");
    host.sites().stream()
        .filter(s -> !s.share().isNone())
        .forEach(s ->
            text.append(' ')
                .append(s.site())
                .append(' ')
                .append(s.share())
                .append(' ')
                .append(s.addresses()));
    return text.toString();
  }

  /** The plan's shares, past an earlier plan that hangs in a slow call. */
  void aside(StepRunner steps, Plan plan, Seen look, Now now) {
    lane.offer("publishing", () -> steps.publishAside(plan, look.addresses(), now));
  }

  Optional<String> overdue(Now now, Duration limit) {
    return lane.overdue(now, limit);
  }
}
