package dev.spillway.demo;

import dev.spillway.core.Units;
import dev.spillway.demo.clients.Trace;
import dev.spillway.demo.world.DemoException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * The numbers of one run. The recorded evening is squeezed in time, so warm-up, TTL and holds are
 * far shorter than in production; all of them are printed.
 *
 * @param load what clients send, without the tail
 * @param recordedSeconds how long the same took in reality
 * @param tailSeconds how long clients go on while the burst ends
 * @param tailRate at which they do, requests per second
 * @param homeInstances at home
 * @param workers of one instance
 * @param serviceTime for which a worker is busy with one request
 * @param maxPublic instances
 * @param windowSeconds over which the peak is measured
 */
public record Scenario(
    Trace load,
    double recordedSeconds,
    int tailSeconds,
    double tailRate,
    Duration ttl,
    Duration tick,
    Duration warmUp,
    Duration hold,
    Duration instanceHold,
    Duration drainMax,
    int homeInstances,
    int workers,
    Duration serviceTime,
    int maxPublic,
    int resolvers,
    int clients,
    double stale,
    int windowSeconds) {
  private static final String TRACE = "load/wc98-opening-evening.csv";
  private static final double PEAK_OVER_CAPACITY = 2.3;

  /** What the same site's log has in the quietest minute of the night that followed, req/s. */
  private static final double NIGHT = 310;

  private static final int WORKERS = 6;
  private static final Duration SERVICE_TIME = Duration.ofMillis(100);
  private static final int HOME_INSTANCES = 2;

  public static Scenario of(boolean fast) {
    Trace recorded = recorded();
    double capacity = HOME_INSTANCES * WORKERS / seconds(SERVICE_TIME);
    double length = fast ? 165 : 480;
    return new Scenario(
        recorded.scaledTo(length, PEAK_OVER_CAPACITY * capacity),
        recorded.seconds(),
        fast ? 45 : 90,
        PEAK_OVER_CAPACITY * capacity * NIGHT / recorded.peak(),
        Duration.ofSeconds(2),
        Duration.ofMillis(500),
        Duration.ofSeconds(4),
        Duration.ofSeconds(fast ? 6 : 12),
        Duration.ofSeconds(fast ? 8 : 20),
        Duration.ofSeconds(fast ? 25 : 60),
        HOME_INSTANCES,
        WORKERS,
        SERVICE_TIME,
        5,
        400,
        20_000,
        0.05,
        fast ? 10 : 20);
  }

  /** The same world under another load, with another hold of the shares. */
  public Scenario with(Trace otherLoad, Duration otherHold) {
    return new Scenario(
        otherLoad,
        otherLoad.seconds(),
        0,
        0,
        ttl,
        tick,
        warmUp,
        otherHold,
        instanceHold,
        drainMax,
        homeInstances,
        workers,
        serviceTime,
        maxPublic,
        resolvers,
        clients,
        stale,
        windowSeconds);
  }

  private static double seconds(Duration d) {
    return d.toMillis() / 1000.0;
  }

  private static Trace recorded() {
    try (InputStream in = Scenario.class.getResourceAsStream(TRACE)) {
      if (in == null) {
        throw new DemoException("the recorded traffic is missing from the class path: " + TRACE);
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return Trace.parse(TRACE, text.lines().toList());
    } catch (IOException e) {
      throw new DemoException("the recorded traffic cannot be read: " + e.getMessage(), e);
    }
  }

  /** Requests per second that one instance carries. */
  double instanceCapacity() {
    return workers / seconds(serviceTime);
  }

  /** Requests per second that home carries. */
  public double homeCapacity() {
    return homeInstances * instanceCapacity();
  }

  double timeFactor() {
    return recordedSeconds / load.seconds();
  }

  /** Everything that is not as in production, for people. */
  List<String> notices() {
    return List.of(
        String.format(
            Locale.ROOT,
            "Load: the 1998 World Cup site on the evening of the opening match, %.0f h as recorded,"
                + " %.0f times faster (%.0f s), scaled to a peak of %.0f req/s; then the night's"
                + " %.0f req/s.",
            recordedSeconds / 3600,
            timeFactor(),
            load.seconds(),
            load.peak(),
            tailRate),
        String.format(
            Locale.ROOT,
            "Home carries %.0f req/s: %d instances of %d workers, each %s busy with a request."
                + " Capacity is simulated this way, since all sites share this machine's cores.",
            homeCapacity(),
            homeInstances,
            workers,
            Units.show(serviceTime)),
        String.format(
            Locale.ROOT,
            "Home cannot carry %.0f %% of all requests. The cloud may have %d instances.",
            100 * load.above(homeCapacity()),
            maxPublic),
        String.format(
            "Also squeezed: TTL %s, tick %s, first guess of the warm-up %s, hold %s, instance hold"
                + " %s, longest drain %s.",
            Units.show(ttl),
            Units.show(tick),
            Units.show(warmUp),
            Units.show(hold),
            Units.show(instanceHold),
            Units.show(drainMax)),
        String.format(
            Locale.ROOT,
            "Clients: %d behind %d resolvers that obey the TTL; %.0f %% of the resolvers keep"
                + " answers far longer (mean 10 TTL). Time-out 2 s, nothing is tried again.",
            clients,
            resolvers,
            100 * stale));
  }
}
