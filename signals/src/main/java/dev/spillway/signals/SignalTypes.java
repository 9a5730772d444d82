package dev.spillway.signals;

import dev.spillway.core.AdapterType;
import java.util.List;

/** What this module adds to the configuration. */
public final class SignalTypes {
  /** Signals {@code http}, {@code tcp} and {@code prometheus-text}. */
  public static final List<AdapterType<?>> ALL =
      List.of(Probes.HTTP, Probes.TCP, PrometheusSignal.TYPE, LimitsSignal.TYPE);

  private SignalTypes() {}
}
