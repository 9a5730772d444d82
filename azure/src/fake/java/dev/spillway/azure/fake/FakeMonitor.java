package dev.spillway.azure.fake;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Azure Monitor for one web app: a value for each minute, the latest of which are not there yet.
 * Knows the metrics of web apps and refuses other names, as the real one does.
 */
public final class FakeMonitor implements Provider {
  private static final String PATH =
      "/+subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft.Web/sites/([^/]+)"
          + "/providers/microsoft.insights/metrics";
  private static final Map<String, String> UNITS =
      Map.of(
          "Requests", "Count",
          "Http5xx", "Count",
          "RequestsInApplicationQueue", "Count",
          "HttpResponseTime", "Seconds");

  private final String webApp;
  private final Duration delay;
  private final Map<String, Double> perMinute = new TreeMap<>();

  /**
   * @param delay from a minute's end until it can be read
   */
  public FakeMonitor(String webApp, Duration delay) {
    this.webApp = webApp;
    this.delay = delay;
  }

  /** Every minute has this value from now on. */
  public synchronized void set(String metric, double value) {
    perMinute.put(metric, value);
  }

  @Override
  public boolean handles(Request request) {
    return request.matches(PATH).matches();
  }

  @Override
  public synchronized Response answer(Request request) {
    var path = request.matches(PATH);
    if (!path.matches() || !path.group(1).equals(webApp)) {
      return Response.error(404, "ResourceNotFound", "The Resource was not found.");
    }
    List<String> names = List.of(request.query().getOrDefault("metricnames", "").split(","));
    if (!UNITS.keySet().containsAll(names)) {
      return Response.error(400, "BadRequest", "Failed to find metric configuration: " + names);
    }
    ObjectNode body = FakeAzure.JSON.createObjectNode();
    Instant now = Instant.now();
    body.put("cost", 59).put("timespan", now.minusSeconds(3600) + "/" + now);
    body.put("interval", "PT1M").put("namespace", "Microsoft.Web/sites");
    ArrayNode value = body.putArray("value");
    names.forEach(name -> metric(value.addObject(), request.path(), name, now));
    return Response.json(200, body);
  }

  private void metric(ObjectNode one, String path, String name, Instant now) {
    one.put("id", path.replaceFirst("^/+", "/") + "/" + name)
        .put("type", "Microsoft.Insights/metrics");
    one.putObject("name").put("value", name).put("localizedValue", name);
    one.put("unit", UNITS.getOrDefault(name, "Count"));
    ObjectNode series = one.putArray("timeseries").addObject();
    series.putArray("metadatavalues");
    ArrayNode data = series.putArray("data");
    Instant minute = now.truncatedTo(ChronoUnit.MINUTES).minus(Duration.ofMinutes(59));
    for (; minute.isBefore(now); minute = minute.plusSeconds(60)) {
      ObjectNode point = data.addObject().put("timeStamp", minute.toString());
      Double known = perMinute.get(name);
      if (known != null && !minute.plusSeconds(60).plus(delay).isAfter(now)) {
        point.put("total", known).put("average", known).put("maximum", known);
      }
    }
  }
}
