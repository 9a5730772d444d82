package dev.spillway.steering;

import dev.spillway.core.AdapterContext;
import dev.spillway.core.AdapterException;
import dev.spillway.core.AdapterSpec;
import dev.spillway.core.AdapterType;
import dev.spillway.core.SteeredHost;
import dev.spillway.core.SteeringTarget;
import dev.spillway.core.Units;
import dev.spillway.dns.SteeringTable;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Publishes shares in the steering table that Spillway's own DNS server answers from. Exact shares;
 * a published share is in every answer when {@link #apply} returns. Safe for any thread.
 */
public final class BuiltInDns implements SteeringTarget {
  /** The value of {@code type} in an app's file. */
  public static final String NAME = "dns";

  private static final Duration SHORTEST_TTL = Duration.ofSeconds(1);
  private static final Duration LONGEST_TTL = Duration.ofHours(1);

  private static final String SCHEMA =
      """
      {
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "ttl": {
            "type": "string",
            "default": "20s",
            "description": "Lifetime of the steered answers, constant: whole seconds from 1s to 1h. \
      Below 5s resolvers gain nothing; above 60s clients follow late."
          }
        }
      }
      """;

  private final SteeringTable table;

  /**
   * @param table stays open when this closes
   */
  public BuiltInDns(SteeringTable table) {
    this.table = table;
  }

  static AdapterType<SteeringTarget> type(Supplier<SteeringTable> table) {
    return new AdapterType<>(
        AdapterType.Kind.STEERING,
        NAME,
        SCHEMA,
        (spec, context) -> make(table.get(), spec, context));
  }

  private static SteeringTarget make(SteeringTable table, AdapterSpec spec, AdapterContext context)
      throws AdapterException.Invalid {
    Optional<String> ttl = spec.text("ttl");
    if (ttl.isPresent()) {
      checkTtl(ttl.get(), context.app());
    }
    return new BuiltInDns(table);
  }

  /** The row carries the TTL; here it is only checked, before anything is published. */
  private static void checkTtl(String text, String app) throws AdapterException.Invalid {
    Duration ttl;
    try {
      ttl = Units.duration(text);
    } catch (IllegalArgumentException e) {
      throw new AdapterException.Invalid("steering of " + app + ": ttl: " + e.getMessage(), e);
    }
    boolean whole = ttl.equals(Duration.ofSeconds(ttl.toSeconds()));
    if (!whole || ttl.compareTo(SHORTEST_TTL) < 0 || ttl.compareTo(LONGEST_TTL) > 0) {
      throw new AdapterException.Invalid(
          "steering of "
              + app
              + ": ttl is '"
              + text
              + "', but DNS knows whole seconds and 1s to 1h make sense; 20s suits most apps");
    }
  }

  @Override
  public Ability ability() {
    return Ability.WEIGHTED;
  }

  @Override
  public Optional<SteeredHost> current(String host) {
    return table.current(host);
  }

  @Override
  public Map<String, Long> answered(String host) {
    return table.answers().of(host);
  }

  @Override
  public void apply(SteeredHost host) throws AdapterException {
    table.apply(host);
  }

  /** Does nothing: the last table goes on being answered, with or without a controller. */
  @Override
  public void close() {}
}
