package dev.spillway.cli;

import dev.spillway.core.AdapterType;
import dev.spillway.dns.SteeringTable;
import dev.spillway.platforms.PlatformTypes;
import dev.spillway.signals.SignalTypes;
import dev.spillway.steering.SteeringTypes;
import java.util.ArrayList;
import java.util.List;

/** Every adapter that this program has. */
final class Adapters {
  private Adapters() {}

  /** @param table that the built-in DNS answers from */
  static List<AdapterType<?>> all(SteeringTable table) {
    List<AdapterType<?>> types = new ArrayList<>();
    types.addAll(PlatformTypes.ALL);
    types.addAll(SignalTypes.ALL);
    types.addAll(SteeringTypes.all(table));
    return List.copyOf(types);
  }
}
