package dev.spillway.control.loop;

import dev.spillway.control.release.ReleaseStore;
import dev.spillway.control.store.EventLog;
import dev.spillway.control.store.Store;
import dev.spillway.core.Invitations;
import dev.spillway.core.LinkMonitor;
import dev.spillway.core.Ticker;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What all loops of a controller share.
 *
 * @param executor runs calls to adapters, each on a thread of its own
 * @param tick how often each loop decides
 * @param callLimit how long one call to an adapter may take before it is interrupted and told of
 */
public record LoopParts(
    Store store,
    EventLog events,
    ReleaseStore artifacts,
    Meters meters,
    Ticker ticker,
    Executor executor,
    @Nullable LinkMonitor links,
    @Nullable Invitations invitations,
    Duration tick,
    Duration callLimit) {
  public static final Duration CALL_LIMIT = Duration.ofSeconds(60);
}
