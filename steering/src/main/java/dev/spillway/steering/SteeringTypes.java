package dev.spillway.steering;

import dev.spillway.core.AdapterType;
import dev.spillway.core.SteeringTarget;
import dev.spillway.dns.SteeringTable;
import java.util.List;
import java.util.function.Supplier;

/** All kinds of steering target that an app's file may name. */
public final class SteeringTypes {
  private SteeringTypes() {}

  /**
   * The types, for the configuration.
   *
   * @param table what the built-in DNS server answers from; asked when a target is made
   */
  public static List<AdapterType<SteeringTarget>> all(Supplier<SteeringTable> table) {
    return List.of(BuiltInDns.type(table));
  }
}
