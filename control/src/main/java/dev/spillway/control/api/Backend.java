package dev.spillway.control.api;

import dev.spillway.control.loop.AppLoop;
import dev.spillway.control.loop.AppStatus;
import dev.spillway.control.loop.Meters;
import dev.spillway.control.release.ReleaseStore;
import dev.spillway.control.store.EventLog;
import dev.spillway.control.store.Store;
import dev.spillway.core.Ticker;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What the API works on. */
public record Backend(
    String name,
    String version,
    Ticker ticker,
    Map<String, AppLoop> loops,
    EventLog events,
    ReleaseStore releases,
    Store store,
    Meters meters,
    Instant startedAt) {
  public Backend {
    loops = Collections.unmodifiableMap(loops);
  }

  public Backend(
      String name,
      String version,
      Ticker ticker,
      Map<String, AppLoop> loops,
      EventLog events,
      ReleaseStore releases,
      Store store,
      Meters meters) {
    this(name, version, ticker, loops, events, releases, store, meters, ticker.now().wall());
  }

  /** Of all apps that had their first tick. */
  public List<AppStatus> statuses() {
    return loops.values().stream().map(AppLoop::status).filter(Objects::nonNull).toList();
  }

  AppLoop loop(String app) throws ApiException {
    AppLoop loop = loops.get(app);
    if (loop == null) {
      throw new ApiException(404, "no app '" + app + "'", "the apps are " + loops.keySet());
    }
    return loop;
  }
}
