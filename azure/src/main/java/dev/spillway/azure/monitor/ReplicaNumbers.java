package dev.spillway.azure.monitor;

import dev.spillway.azure.client.ArmAnswer;
import dev.spillway.azure.client.ArmCall;
import dev.spillway.azure.monitor.AzureMonitor.Client;
import dev.spillway.core.AdapterException;
import dev.spillway.core.Instance;
import dev.spillway.core.Reading;
import dev.spillway.core.SignalSource;
import dev.spillway.core.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads what Azure Monitor knows of the replicas of a container app, all of the newest minute that
 * is known of each number that is wanted; without a minute, or without the app, nothing.
 *
 * <pre>
 *   used, processors   UsageNanoCores, average of the minute over all replicas, over what the
 *                      template gives to one, over its limit
 *   used, memory       WorkingSetBytes, likewise
 * </pre>
 *
 * For one thread at a time.
 *
 * @see <a href="https://learn.microsoft.com/azure/container-apps/metrics">Metrics of Container
 *     Apps</a>
 */
final class ReplicaNumbers implements SignalSource {
  private static final String CPU = "UsageNanoCores";
  private static final String MEMORY = "WorkingSetBytes";

  private final Client client;
  private final String group;
  private final String app;
  private final Limits limits;
  private final Duration interval;
  private final Ticker ticker;

  /**
   * How much of a replica may be used, above 0, 1 for all of it.
   *
   * @param cpu null when the processors bound nothing
   * @param memory null when it bounds nothing
   */
  record Limits(@Nullable Double cpu, @Nullable Double memory) {}

  ReplicaNumbers(
      Client client, String group, String app, Limits limits, Duration interval, Ticker ticker) {
    this.client = client;
    this.group = group;
    this.app = app;
    this.limits = limits;
    this.interval = interval;
    this.ticker = ticker;
  }

  @Override
  public Reading read(List<Instance> instances) throws AdapterException {
    ArmAnswer found =
        client.arm().send(ArmCall.of(MonitorOperations.CONTAINER_APP, "group", group, "app", app));
    // At zero it may be removed: then nothing of it is used.
    if (found.missing()) {
      return Reading.NOTHING;
    }
    Replica replica = Replica.of(found.orThrow("cannot read the container app " + app).body());
    ArmCall call =
        ArmCall.of(MonitorOperations.REPLICA_METRICS, "group", group, "app", app)
            .query("metricnames", String.join(",", wanted()))
            .query("interval", "PT1M")
            .query("aggregation", "Average");
    ArmAnswer answer = client.arm().send(call).orThrow("cannot read the metrics of " + app);
    return reading(replica, new Minutes(answer.body()), AzureMonitor.cloudsNow(answer, ticker));
  }

  private List<String> wanted() {
    return Stream.of(limits.cpu() == null ? "" : CPU, limits.memory() == null ? "" : MEMORY)
        .filter(metric -> !metric.isEmpty())
        .toList();
  }

  Reading reading(Replica replica, Minutes minutes, Instant now) {
    Optional<Instant> known =
        wanted().stream()
            .flatMap(metric -> minutes.newest(metric, "average", now).stream())
            .min(Instant::compareTo);
    if (known.isEmpty()) {
      return Reading.NOTHING;
    }
    Instant minute = known.get();
    Map<String, Double> used = new HashMap<>();
    put(used, "processors", minutes.at(CPU, "average", minute), replica.nanoCores(), limits.cpu());
    put(used, "memory", minutes.at(MEMORY, "average", minute), replica.bytes(), limits.memory());
    return new Reading(
        Map.of(),
        Map.of(),
        null,
        null,
        null,
        null,
        null,
        Map.of(),
        used,
        Duration.between(minute.plus(Minutes.MINUTE), now));
  }

  private void put(
      Map<String, Double> used,
      String what,
      @Nullable Double value,
      double given,
      @Nullable Double limit) {
    if (value != null && limit != null && given > 0) {
      used.put(what + " of " + app, value / given / limit);
    }
  }

  /**
   * What the template gives to one replica, all containers together; 0 where it does not say.
   *
   * @param bytes of memory
   */
  record Replica(double nanoCores, double bytes) {
    static Replica of(JsonNode app) {
      double cores = 0;
      double bytes = 0;
      for (JsonNode one : app.path("properties").path("template").path("containers")) {
        cores += one.path("resources").path("cpu").asDouble(0);
        bytes += Memory.bytes(one.path("resources").path("memory").asString(""));
      }
      return new Replica(cores * 1e9, bytes);
    }
  }

  @Override
  public Duration interval() {
    return interval;
  }

  @Override
  public void close() {}
}
