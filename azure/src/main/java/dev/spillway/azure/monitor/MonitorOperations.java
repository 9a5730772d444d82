package dev.spillway.azure.monitor;

import dev.spillway.azure.appservice.WebOperations;
import dev.spillway.azure.client.Api;
import dev.spillway.azure.client.Operation;
import dev.spillway.azure.client.Verb;
import dev.spillway.azure.containerapps.AppOperations;
import java.util.List;

/**
 * The calls to Azure Monitor, public and on a Hub, and those that tell a web app's plan or what a
 * container app gives to a replica.
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

  private static final String CONTAINER =
      "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.App"
          + "/containerApps/{app}";

  static final Operation REPLICA_METRICS = metrics("metrics.replicas", CONTAINER + OF_IT);

  /** It says what one replica is given, of which the metrics tell how much is used. */
  static final Operation CONTAINER_APP =
      new Operation(
          "metrics.app",
          Verb.GET,
          CONTAINER,
          "Microsoft.App/containerApps/read",
          AppOperations.APP);

  /** Of App Service. */
  public static final List<Operation> ALL = List.of(METRICS, PLAN_METRICS, WEB_APP);

  /** Of Container Apps, which no Azure Stack Hub has. */
  public static final List<Operation> OF_CONTAINER_APPS = List.of(REPLICA_METRICS, CONTAINER_APP);

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
