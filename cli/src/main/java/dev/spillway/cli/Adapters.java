package dev.spillway.cli;

import dev.spillway.azure.AzureTypes;
import dev.spillway.core.AdapterType;
import dev.spillway.dns.SteeringTable;
import dev.spillway.platforms.PlatformTypes;
import dev.spillway.signals.SignalTypes;
import dev.spillway.steering.SteeringTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Every adapter that this program has. */
final class Adapters {
  private Adapters() {}

  /**
   * @param table that the built-in DNS answers from; asked when an app's steering is made
   */
  static List<AdapterType<?>> all(Supplier<SteeringTable> table) {
    List<AdapterType<?>> types = new ArrayList<>();
    types.addAll(PlatformTypes.ALL);
    types.addAll(SignalTypes.ALL);
    types.addAll(SteeringTypes.all(table));
    types.addAll(AzureTypes.ALL);
    return List.copyOf(types);
  }

  /** For reading configuration and its schema only; no steering can be made from these. */
  static List<AdapterType<?>> described() {
    return all(() -> {
      throw new IllegalStateException("these types only describe");
    });
  }
}
