package dev.spillway.azure.monitor;

import dev.spillway.azure.client.Api;
import dev.spillway.azure.client.Operation;
import dev.spillway.azure.client.Verb;
import java.util.List;

/**
 * The call to Azure Monitor, public and on a Hub.
 *
 * @see <a href="https://learn.microsoft.com/rest/api/monitor/metrics/list">Metrics REST API</a>
 */
public final class MonitorOperations {
  static final Operation METRICS =
      new Operation(
          "metrics.get",
          Verb.GET,
          "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Web"
              + "/sites/{site}/providers/microsoft.insights/metrics",
          "Microsoft.Insights/metrics/read",
          Api.of("Microsoft.Insights", "2018-01-01"));

  /** All of them. */
  public static final List<Operation> ALL = List.of(METRICS);

  private MonitorOperations() {}
}
