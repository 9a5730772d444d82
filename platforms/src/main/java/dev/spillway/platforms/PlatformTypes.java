package dev.spillway.platforms;

import dev.spillway.core.AdapterType;
import java.util.List;

/** What this module adds to the configuration. */
public final class PlatformTypes {
  /** Platforms and gateways {@code local}; gateway {@code existing}; {@code simulated}. */
  public static final List<AdapterType<?>> ALL =
      List.of(
          LocalPlatform.TYPE,
          LocalGateway.TYPE,
          ExistingGateway.TYPE,
          SimulatedPlatform.TYPE,
          SimulatedSignal.TYPE);

  private PlatformTypes() {}
}
