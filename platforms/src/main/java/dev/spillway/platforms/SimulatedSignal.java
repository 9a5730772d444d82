package dev.spillway.platforms;

import dev.spillway.core.AdapterException;
import dev.spillway.core.AdapterSpec;
import dev.spillway.core.AdapterType;
import dev.spillway.core.Instance;
import dev.spillway.core.Now;
import dev.spillway.core.Rate;
import dev.spillway.core.Reading;
import dev.spillway.core.SignalSource;
import dev.spillway.core.Ticker;
import dev.spillway.core.Units;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The signal {@code simulated}: demand as a sine around a constant, for capacity tests without any
 * process. Every running instance is healthy. What the site's instances cannot carry is rejected;
 * the nearer they are to that, the slower they answer, as a queue with one server does.
 *
 * <pre>
 *   demand(t) = max(0, demand + amplitude * sin(2 * pi * t / period))
 *   latency   = 20 ms / (1 - served / capacity), at most 1 s
 * </pre>
 */
public final class SimulatedSignal implements SignalSource {
  /** How the configuration finds it. */
  public static final AdapterType<SignalSource> TYPE =
      new AdapterType<>(
          AdapterType.Kind.SIGNAL,
          "simulated",
          """
          {
            "type": "object",
            "description": "Made-up signals of a simulated site, for tests of Spillway itself.",
            "additionalProperties": false,
            "properties": {
              "demand": {"description": "The middle of the demand, such as 40/s. Default: 0/s", "$ref": "#/$defs/rate"},
              "amplitude": {"description": "How far demand swings to each side, such as 20/s. Default: 0/s", "$ref": "#/$defs/rate"},
              "period": {"description": "One full swing. Default: 10min", "$ref": "#/$defs/period"},
              "capacity": {"description": "What one instance serves; the rest is rejected. Default: any amount", "$ref": "#/$defs/rate"},
              "interval": {"description": "How often it is read. Default: 1s", "$ref": "#/$defs/period"}
            }
          }
          """,
          (spec, context) -> new SimulatedSignal(spec, Ticker.system()));

  private static final double LATENCY_MILLIS = 20;

  /** Times the latency without load. */
  private static final double LONGEST = 50;

  private final Ticker ticker;
  private final long began;
  private final Rate middle;
  private final Rate amplitude;
  private final Duration period;
  private final Optional<Rate> capacity;
  private final Duration interval;

  /**
   * @throws AdapterException.Invalid names the setting that is no quantity
   */
  public SimulatedSignal(AdapterSpec spec, Ticker ticker) throws AdapterException {
    this.ticker = ticker;
    this.began = ticker.now().nanos();
    this.middle = rate(spec, "demand").orElse(Rate.ZERO);
    this.amplitude = rate(spec, "amplitude").orElse(Rate.ZERO);
    this.period = LocalSettings.duration(spec, "period", Duration.ofMinutes(10));
    this.capacity = rate(spec, "capacity");
    this.interval = LocalSettings.duration(spec, "interval", Duration.ofSeconds(1));
    if (period.isZero()) {
      throw new AdapterException.Invalid("period: it must be longer than 0s");
    }
  }

  private static Optional<Rate> rate(AdapterSpec spec, String key) throws AdapterException {
    try {
      return spec.text(key).map(Units::rate);
    } catch (IllegalArgumentException e) {
      throw new AdapterException.Invalid(key + ": " + e.getMessage(), e);
    }
  }

  @Override
  public Reading read(List<Instance> instances) {
    Map<String, Boolean> health = new HashMap<>();
    Map<String, String> reasons = new HashMap<>();
    for (Instance one : instances) {
      boolean up = one.state() == Instance.State.RUNNING;
      health.put(one.id(), up);
      if (!up) {
        reasons.put(one.id(), "simulated instance is " + one.state());
      }
    }
    long up = health.values().stream().filter(h -> h).count();
    double demand = demand(ticker.now());
    double limit = capacity.map(c -> c.perSecond() * up).orElse(Double.MAX_VALUE);
    double served = Math.min(demand, limit);
    return new Reading(
        health, reasons, demand, served, demand - served, 0.0, latency(served, limit), Map.of());
  }

  private static double latency(double served, double limit) {
    return LATENCY_MILLIS / Math.max(1.0 / LONGEST, limit > 0 ? 1 - served / limit : 0);
  }

  private double demand(Now now) {
    double turns = (double) now.since(began).toNanos() / period.toNanos();
    double swing = amplitude.perSecond() * Math.sin(2 * Math.PI * turns);
    return Math.max(0, middle.perSecond() + swing);
  }

  @Override
  public Duration interval() {
    return interval;
  }

  @Override
  public void close() {}
}
