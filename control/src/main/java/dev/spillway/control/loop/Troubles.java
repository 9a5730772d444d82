package dev.spillway.control.loop;

import dev.spillway.control.store.Event;
import dev.spillway.control.store.EventLog;
import dev.spillway.core.AdapterException;
import dev.spillway.core.Ticker;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts every failed question to an adapter, and tells of the first and the last in a row. */
final class Troubles implements SiteWatch.Failures {
  private final String app;
  private final EventLog events;
  private final Meters meters;
  private final Ticker ticker;
  private final Map<String, String> open = new ConcurrentHashMap<>();

  Troubles(String app, EventLog events, Meters meters, Ticker ticker) {
    this.app = app;
    this.events = events;
    this.meters = meters;
    this.ticker = ticker;
  }

  @Override
  public void failed(String site, String what, AdapterException e) {
    meters.failed(app, site, e);
    String text = String.valueOf(e.getMessage());
    if (open.put(site + "/" + what, text) == null) {
      note(Event.Kind.FAILURE, site + ": " + what + ": " + text);
    }
  }

  @Override
  public void recovered(String site, String what) {
    if (!open.isEmpty() && open.remove(site + "/" + what) != null) {
      note(Event.Kind.CONTROLLER, site + ": " + what + " answers again");
    }
  }

  @Override
  public void stuck(String site, String what) {
    meters.stuck(app, site);
    note(Event.Kind.FAILURE, site + ": " + what + " has not come back in time and was interrupted");
  }

  private void note(Event.Kind kind, String text) {
    events.note(ticker.now().wall(), app, kind, "controller", text, null);
  }
}
