package dev.spillway.azure.monitor;

import dev.spillway.azure.appservice.WebOperations;
import dev.spillway.azure.client.Api;
import dev.spillway.azure.client.Operation;
import dev.spillway.azure.client.Verb;
import java.util.List;

/**
 * The calls to Azure Monitor, public and on a Hub, and the one that tells a web app's plan.
 *
 * @see <a href="https://learn.microsoft.com/rest/api/monitor/metrics/list">Metrics REST API</a>
 */
public final class MonitorOperations {
  private static final String WEB =
      "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Web";
  private static final String OF_IT = "/providers/microsoft.insights/metrics";

  static final Operation METRICS = metrics("metrics.get", WEB + "/sites/{site}" + OF_IT);
  static final Operation PLAN_METRICS =
      metrics("metrics.plan", WEB + "/serverfarms/{plan}" + OF_IT);

  /** It names its plan, which is another one after each burst in another region. */
  static final Operation WEB_APP =
      new Operation(
          "metrics.site",
          Verb.GET,
          WEB + "/sites/{site}",
          "Microsoft.Web/sites/read",
          WebOperations.WEB);

  /** All of them. */
  public static final List<Operation> ALL = List.of(METRICS, PLAN_METRICS, WEB_APP);

  private static Operation metrics(String name, String path) {
    return new Operation(
        name,
        Verb.GET,
        path,
        "Microsoft.Insights/metrics/read",
        Api.of("Microsoft.Insights", "2018-01-01"));
  }

  private MonitorOperations() {}
}
