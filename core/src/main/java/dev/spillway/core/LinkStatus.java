package dev.spillway.core;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The link between home and one public site, as its agent sees it.
 *
 * @param connected a session stands and the other end answers
 * @param roundTrip of the last keep-alive; null before the first
 * @param streams open at this moment
 * @param services by name: true when the last check through the link got a real answer
 * @param lostFor how long the session has been away; zero while it is connected
 */
public record LinkStatus(
    boolean connected,
    @Nullable Duration roundTrip,
    int streams,
    Map<String, Boolean> services,
    Duration lostFor) {
  public LinkStatus {
    services = Map.copyOf(services);
  }
}
