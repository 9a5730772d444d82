package dev.spillway.dns;

import dev.spillway.core.Endpoint;
import dev.spillway.dns.answer.Identity;
import dev.spillway.dns.engine.Engines;
import dev.spillway.dns.engine.Limits;
import dev.spillway.dns.engine.QueryLog;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How a server runs.
 *
 * @param listen where it answers, over UDP and TCP; port 0 takes a free one, the same for both. A
 *     wildcard answers over UDP from the address that was asked, as far as the machine had it at
 *     the start; name addresses that come later
 * @param workers UDP threads for each address, at least 1
 * @param engine how packets are carried
 * @param limits what one client may take
 * @param identity its name and the secret behind its cookies
 * @param seed of the draws; servers with the same seed answer one client alike
 * @param epochMillis the wall clock, which cuts time into slots of one TTL; a jump only draws anew
 * @param queryLog where some queries are written; null for nowhere
 */
public record DnsSettings(
    List<InetSocketAddress> listen,
    int workers,
    Engines.Kind engine,
    Limits limits,
    Identity identity,
    long seed,
    LongSupplier epochMillis,
    QueryLog.@Nullable Settings queryLog) {
  private static final int MOST_WORKERS = 4;

  public DnsSettings {
    listen = List.copyOf(listen);
    if (workers < 1) {
      throw new IllegalArgumentException("workers must be above 0");
    }
  }

  /**
   * One worker for each processor up to 4, the best engine, the usual limits, chance for secrets.
   */
  public static DnsSettings of(List<InetSocketAddress> listen) {
    SecureRandom random = new SecureRandom();
    return new DnsSettings(
        listen,
        Math.clamp(Runtime.getRuntime().availableProcessors(), 1, MOST_WORKERS),
        Engines.Kind.BEST,
        Limits.USUAL,
        new Identity(new byte[0], random.nextLong(), random.nextLong()),
        random.nextLong(),
        System::currentTimeMillis,
        null);
  }

  /**
   * The usual settings with a name and a limit of one's own.
   *
   * @param name for clients that ask which server answered them; empty says nothing
   * @param perSecond see {@link Limits#answersPerSecond}
   */
  public static DnsSettings of(List<Endpoint> listen, String name, int perSecond) {
    SecureRandom random = new SecureRandom();
    DnsSettings usual = at(listen);
    Limits l = usual.limits();
    return usual
        .withIdentity(
            new Identity(
                name.getBytes(StandardCharsets.US_ASCII), random.nextLong(), random.nextLong()))
        .withLimits(
            new Limits(
                l.tcpIdle(), l.tcpTotal(), l.tcpPerClient(), perSecond, l.slip(), l.loopbackToo()));
  }

  /** The usual settings; see {@link #of(List)}. */
  public static DnsSettings at(List<Endpoint> listen) {
    return of(listen.stream().map(e -> new InetSocketAddress(e.host(), e.port())).toList());
  }

  public DnsSettings withWorkers(int threads) {
    return new DnsSettings(listen, threads, engine, limits, identity, seed, epochMillis, queryLog);
  }

  public DnsSettings withEngine(Engines.Kind kind) {
    return new DnsSettings(listen, workers, kind, limits, identity, seed, epochMillis, queryLog);
  }

  public DnsSettings withLimits(Limits of) {
    return new DnsSettings(listen, workers, engine, of, identity, seed, epochMillis, queryLog);
  }

  /** Draws and cookies as all name servers of a controller make them. */
  public DnsSettings withSecrets(ServerSecrets shared) {
    Identity as = new Identity(identity.name(), shared.cookieHigh(), shared.cookieLow());
    return new DnsSettings(
        listen, workers, engine, limits, as, shared.seed(), epochMillis, queryLog);
  }

  public DnsSettings withIdentity(Identity as) {
    return new DnsSettings(listen, workers, engine, limits, as, seed, epochMillis, queryLog);
  }

  public DnsSettings withQueryLog(QueryLog.@Nullable Settings of) {
    return new DnsSettings(listen, workers, engine, limits, identity, seed, epochMillis, of);
  }
}
