package dev.spillway.azure.fake;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Azure Monitor for one web app and the plan that it names: a value for each minute, the latest of
 * which are not there yet. Knows the metrics of web apps and of plans and refuses other names, as
 * the real one does.
 */
public final class FakeMonitor implements Provider {
  private static final String WEB =
      "/+subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft.Web";
  private static final String PATH =
      WEB + "/(sites|serverfarms)/([^/]+)/providers/microsoft.insights/metrics";
  private static final Map<String, String> OF_APPS =
      Map.of(
          "Requests", "Count",
          "Http5xx", "Count",
          "RequestsInApplicationQueue", "Count",
          "HttpResponseTime", "Seconds");
  private static final Map<String, String> OF_PLANS =
      Map.of("CpuPercentage", "Percent", "HttpQueueLength", "Count");

  private final String webApp;
  private final Duration delay;
  private final Map<String, List<Double>> perMinute = new TreeMap<>();
  private String plan = "";

  /**
   * @param delay from a minute's end until it can be read
   */
  public FakeMonitor(String webApp, Duration delay) {
    this.webApp = webApp;
    this.delay = delay;
  }

  /** Every minute has this value from now on; of a plan one for each of its workers. */
  public synchronized void set(String metric, Double... values) {
    perMinute.put(metric, List.of(values));
  }

  /** The web app is there, and on this plan. */
  public synchronized void plan(String name) {
    plan = name;
  }

  @Override
  public boolean handles(Request request) {
    return request.matches(PATH).matches()
        || (!plan.isEmpty() && request.matches(WEB + "/sites/" + webApp).matches());
  }

  @Override
  public synchronized Response answer(Request request) {
    var path = request.matches(PATH);
    if (!path.matches()) {
      return site(request);
    }
    boolean ofPlan = path.group(1).equalsIgnoreCase("serverfarms");
    if (!path.group(2).equals(ofPlan ? plan : webApp)) {
      return Response.error(404, "ResourceNotFound", "The Resource was not found.");
    }
    List<String> names = List.of(request.query().getOrDefault("metricnames", "").split(","));
    if (!(ofPlan ? OF_PLANS : OF_APPS).keySet().containsAll(names)) {
      return Response.error(400, "BadRequest", "Failed to find metric configuration: " + names);
    }
    ObjectNode body = FakeAzure.JSON.createObjectNode();
    Instant now = Instant.now();
    body.put("cost", 59).put("timespan", now.minusSeconds(3600) + "/" + now);
    body.put("interval", "PT1M").put("namespace", "Microsoft.Web/" + path.group(1));
    ArrayNode value = body.putArray("value");
    names.forEach(name -> metric(value.addObject(), request, name, now));
    return Response.json(200, body);
  }

  private Response site(Request request) {
    ObjectNode body = FakeAzure.JSON.createObjectNode().put("id", request.path());
    body.put("name", webApp).put("type", "Microsoft.Web/sites").put("location", "westeurope");
    String farms = request.path().replaceFirst("^/+", "/").replaceFirst("/sites/.*", "/serverfarms/");
    body.putObject("properties").put("serverFarmId", farms + plan);
    return Response.json(200, body);
  }

  private void metric(ObjectNode one, Request request, String name, Instant now) {
    String path = request.path();
    one.put("id", path.replaceFirst("^/+", "/") + "/" + name)
        .put("type", "Microsoft.Insights/metrics");
    one.putObject("name").put("value", name).put("localizedValue", name);
    one.put("unit", OF_APPS.getOrDefault(name, OF_PLANS.getOrDefault(name, "Count")));
    ArrayNode all = one.putArray("timeseries");
    List<Double> known = perMinute.getOrDefault(name, List.of());
    if (!request.query().getOrDefault("$filter", "").equals("Instance eq '*'")) {
      // Of the whole: workers' averages are averaged.
      Double mean = known.isEmpty() ? null : known.stream().mapToDouble(v -> v).sum() / known.size();
      series(all.addObject(), "", mean, now);
      return;
    }
    int top = Integer.parseInt(request.query().getOrDefault("top", "10"));
    for (int worker = 0; worker < Math.min(top, known.size()); worker++) {
      series(all.addObject(), "w" + worker, known.get(worker), now);
    }
  }

  private void series(ObjectNode series, String worker, @Nullable Double known, Instant now) {
    ArrayNode dimensions = series.putArray("metadatavalues");
    if (!worker.isEmpty()) {
      ObjectNode dimension = dimensions.addObject();
      dimension.putObject("name").put("value", "instance").put("localizedValue", "instance");
      dimension.put("value", worker);
    }
    ArrayNode data = series.putArray("data");
    Instant minute = now.truncatedTo(ChronoUnit.MINUTES).minus(Duration.ofMinutes(59));
    for (; minute.isBefore(now); minute = minute.plusSeconds(60)) {
      ObjectNode point = data.addObject().put("timeStamp", minute.toString());
      if (known != null && !minute.plusSeconds(60).plus(delay).isAfter(now)) {
        point.put("total", known).put("average", known).put("maximum", known);
      }
    }
  }
}
