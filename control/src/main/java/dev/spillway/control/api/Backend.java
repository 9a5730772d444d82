package dev.spillway.control.api;

import dev.spillway.control.loop.AppLoop;
import dev.spillway.control.loop.AppStatus;
import dev.spillway.control.loop.Meters;
import dev.spillway.control.release.ReleaseStore;
import dev.spillway.control.store.EventLog;
import dev.spillway.control.store.Store;
import dev.spillway.core.Digest;
import dev.spillway.core.Ticker;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

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
  /** Whoever hands an artifact over has this long to deploy it. */
  private static final Duration HANDED_OVER = Duration.ofDays(1);

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

  /** Makes room before an artifact is taken: releases that no app needs any more go. */
  void prune() throws IOException {
    Set<Digest> needed = new HashSet<>();
    loops.values().forEach(loop -> needed.addAll(loop.deployer().state().needed()));
    releases.prune(needed, ticker.now().wall().minus(HANDED_OVER));
  }

  AppLoop loop(String app) throws ApiException {
    AppLoop loop = loops.get(app);
    if (loop == null) {
      throw new ApiException(404, "no app '" + app + "'", "the apps are " + loops.keySet());
    }
    return loop;
  }
}
