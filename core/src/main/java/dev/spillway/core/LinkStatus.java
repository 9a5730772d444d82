package dev.spillway.core;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The link between home and one public site, as its agent sees it.
 *
 * @param connected a session stands and the other end answers
 * @param roundTrip of the last keep-alive; null before the first
 * @param streams open at this moment
 * @param services by name: true when the last check through the link got a real answer
 * @param used by service with limits: how much of the limit that is nearest is used, 1 for all
 * @param lostFor how long the session has been away; zero while it is connected
 */
public record LinkStatus(
    boolean connected,
    @Nullable Duration roundTrip,
    int streams,
    Map<String, Boolean> services,
    Map<String, Double> used,
    Duration lostFor) {
  /** Of a link without limits. */
  public LinkStatus(
      boolean connected,
      @Nullable Duration roundTrip,
      int streams,
      Map<String, Boolean> services,
      Duration lostFor) {
    this(connected, roundTrip, streams, services, Map.of(), lostFor);
  }

  public LinkStatus {
    services = Map.copyOf(services);
    // Absent in what an earlier version logged.
    used = Map.copyOf(Objects.requireNonNullElse(used, Map.of()));
  }
}
