package dev.spillway.azure.monitor;

import dev.spillway.azure.client.ArmAnswer;
import dev.spillway.azure.client.ArmCall;
import dev.spillway.azure.monitor.AzureMonitor.Client;
import dev.spillway.core.AdapterException;
import dev.spillway.core.Reading;
import dev.spillway.core.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads what Azure Monitor knows of the plan that a web app runs on, all of the newest minute that
 * is known of both numbers; without a minute nothing.
 *
 * <pre>
 *   queued          HttpQueueLength, average of the minute, of all workers together
 *   used            CpuPercentage, average of the minute, the mean of all workers, over its limit
 * </pre>
 *
 * For one thread at a time.
 */
final class PlanNumbers {
  private static final String CPU = "CpuPercentage";
  private static final String QUEUE = "HttpQueueLength";
  private static final Pattern PLAN =
      Pattern.compile("(?i).*/resourceGroups/([^/]+)/providers/Microsoft.Web/serverfarms/([^/]+)");

  /** No plan has more workers; without a number ten are told of. */
  private static final String MOST_WORKERS = "100";

  private final Client client;
  private final String group;
  private final String webApp;
  private final @Nullable Double cpuAtMost;
  private final Ticker ticker;

  /**
   * @param cpuAtMost above 0, 1 for all processors; null when they bound nothing
   */
  PlanNumbers(
      Client client, String group, String webApp, @Nullable Double cpuAtMost, Ticker ticker) {
    this.client = client;
    this.group = group;
    this.webApp = webApp;
    this.cpuAtMost = cpuAtMost;
    this.ticker = ticker;
  }

  Reading read() throws AdapterException {
    Matcher plan = plan();
    ArmCall call =
        ArmCall.of(MonitorOperations.PLAN_METRICS, "group", plan.group(1), "plan", plan.group(2))
            .query("metricnames", String.join(",", CPU, QUEUE))
            .query("interval", "PT1M")
            .query("aggregation", "Average")
            .query("$filter", "Instance eq '*'")
            .query("top", MOST_WORKERS);
    ArmAnswer answer =
        client.arm().send(call).orThrow("cannot read the metrics of the plan " + plan.group(2));
    return reading(new Minutes(answer.body()), AzureMonitor.cloudsNow(answer, ticker));
  }

  private Matcher plan() throws AdapterException {
    ArmCall call = ArmCall.of(MonitorOperations.WEB_APP, "group", group, "site", webApp);
    ArmAnswer answer = client.arm().send(call).orThrow("cannot read the web app " + webApp);
    String id = answer.body().path("properties").path("serverFarmId").asString("");
    Matcher found = PLAN.matcher(id);
    if (!found.matches()) {
      throw new AdapterException.Invalid(
          "the web app " + webApp + " names no plan as serverFarmId, but '" + id + "'");
    }
    return found;
  }

  Reading reading(Minutes minutes, Instant now) {
    Optional<Instant> known =
        Stream.of(CPU, QUEUE)
            .flatMap(metric -> minutes.newest(metric, "average", now).stream())
            .min(Instant::compareTo);
    if (known.isEmpty()) {
      return Reading.NOTHING;
    }
    Instant minute = known.get();
    Double cpu = minutes.mean(CPU, "average", minute);
    Double limit = cpuAtMost;
    Map<String, Double> used =
        cpu == null || limit == null
            ? Map.of()
            : Map.of("processors of " + webApp, cpu / 100 / limit);
    return new Reading(
        Map.of(),
        Map.of(),
        null,
        null,
        null,
        minutes.at(QUEUE, "average", minute),
        null,
        Map.of(),
        used,
        Duration.between(minute.plus(Minutes.MINUTE), now));
  }
}
