package dev.spillway.control.loop;

import dev.spillway.core.GatewayHost;
import dev.spillway.core.Platform;
import dev.spillway.core.SignalSource;
import dev.spillway.core.Site;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The adapters of one site. Platform and gateway are called by one thread at a time: hold {@code
 * turn} around each call.
 */
record SiteParts(
    Site site,
    Platform platform,
    @Nullable GatewayHost gateway,
    List<SignalSource> signals,
    ReentrantLock turn) {
  SiteParts(
      Site site, Platform platform, @Nullable GatewayHost gateway, List<SignalSource> signals) {
    this(site, platform, gateway, List.copyOf(signals), new ReentrantLock(true));
  }

  String name() {
    return site.name();
  }
}
