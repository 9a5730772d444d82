package dev.spillway.dns;

import dev.spillway.core.Endpoint;
import dev.spillway.core.Ticker;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;

/**
 * How a server runs.
 *
 * @param listen where it answers, over UDP and TCP; port 0 takes a free one, the same for both. A
 *     wildcard answers over UDP from the address that was asked, as far as the machine had it at
 *     the start; name addresses that come later
 * @param workers UDP threads for each address, at least 1
 * @param tcpIdle how long a TCP client may take for one query and its answer
 * @param tcpTotal TCP connections for each address
 * @param tcpPerClient TCP connections of one IPv4 address or IPv6 /64
 * @param seed of the draws; servers with the same seed answer one client alike
 * @param ticker its wall clock cuts time into slots of one TTL; a jump only draws anew
 */
public record DnsSettings(
    List<InetSocketAddress> listen,
    int workers,
    Duration tcpIdle,
    int tcpTotal,
    int tcpPerClient,
    long seed,
    Ticker ticker) {
  private static final int MOST_WORKERS = 4;

  public DnsSettings {
    listen = List.copyOf(listen);
    if (workers < 1 || tcpTotal < 1 || tcpPerClient < 1 || !tcpIdle.isPositive()) {
      throw new IllegalArgumentException("workers, connections and idle time must be above 0");
    }
  }

  /** One worker for each processor up to 4, 10 s idle, 512 connections, 16 of them per client. */
  public static DnsSettings of(List<InetSocketAddress> listen) {
    return new DnsSettings(
        listen,
        Math.clamp(Runtime.getRuntime().availableProcessors(), 1, MOST_WORKERS),
        Duration.ofSeconds(10),
        512,
        16,
        new SecureRandom().nextLong(),
        Ticker.system());
  }

  static DnsSettings at(List<Endpoint> listen) {
    return of(listen.stream().map(e -> new InetSocketAddress(e.host(), e.port())).toList());
  }
}
