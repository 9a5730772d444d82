package dev.spillway.link;

import java.util.Map;

/**
 * What one end of the link has counted since it started.
 *
 * @param connections agent: attempts to reach a gateway; gateway: connections to the agents' port
 * @param handshakesFailed of those, refused or broken before a session stood
 * @param sessions that stood; an agent's reconnects are one less for each target
 * @param sessionsLost that ended for any reason
 * @param sessionsReplaced of the lost ones, those that a newer session of the same name took over
 * @param streams opened, without the service checks' refused ones
 * @param refused streams, by reason
 * @param bytesIn payload that came over the link
 * @param bytesOut payload that was sent over the link
 */
public record LinkCounts(
    long connections,
    long handshakesFailed,
    long sessions,
    long sessionsLost,
    long sessionsReplaced,
    long streams,
    Map<Reason, Long> refused,
    long bytesIn,
    long bytesOut) {
  public LinkCounts {
    refused = Map.copyOf(refused);
  }

  public long refused(Reason reason) {
    return refused.getOrDefault(reason, 0L);
  }
}
