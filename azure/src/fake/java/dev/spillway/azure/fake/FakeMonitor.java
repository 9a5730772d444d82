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
 * Azure Monitor for one web app and the plan that it names, or for one container app: a value for
 * each minute, the latest of which are not there yet. Knows the metrics of each and refuses other
 * names, as the real one does.
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

  private static final Map<String, String> OF_CONTAINER_APPS =
      Map.of("UsageNanoCores", "NanoCores", "WorkingSetBytes", "Bytes");
  private static final String CONTAINER =
      "/+subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft.App/containerApps/([^/]+)";

  private final String webApp;
  private final Duration delay;
  private final Map<String, List<Double>> perMinute = new TreeMap<>();
  private String plan = "";
  private boolean replicas;

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

  /** It is a container app, whose replicas have 0.75 cores and 1.5 GiB in two containers. */
  public synchronized void containerApp() {
    replicas = true;
  }

  @Override
  public boolean handles(Request request) {
    return request.matches(PATH).matches()
        || request.matches(CONTAINER + "(/providers/microsoft.insights/metrics)?").matches()
        || (!plan.isEmpty() && request.matches(WEB + "/sites/" + webApp).matches());
  }

  @Override
  public synchronized Response answer(Request request) {
    if (request.matches(CONTAINER + ".*").matches()) {
      return ofContainerApp(request);
    }
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
    return metrics(request, names, "Microsoft.Web/" + path.group(1));
  }

  private Response metrics(Request request, List<String> names, String namespace) {
    ObjectNode body = FakeAzure.JSON.createObjectNode();
    Instant now = Instant.now();
    body.put("cost", 59).put("timespan", now.minusSeconds(3600) + "/" + now);
    body.put("interval", "PT1M").put("namespace", namespace);
    ArrayNode value = body.putArray("value");
    names.forEach(name -> metric(value.addObject(), request, name, now));
    return Response.json(200, body);
  }

  private Response ofContainerApp(Request request) {
    boolean whole = request.matches(CONTAINER).matches();
    String name = request.path().replaceFirst("(?i).*/containerApps/([^/]+).*", "$1");
    if (!replicas || !name.equals(webApp)) {
      return Response.error(404, "ResourceNotFound", "The Resource was not found.");
    }
    if (!whole) {
      List<String> names = List.of(request.query().getOrDefault("metricnames", "").split(","));
      return OF_CONTAINER_APPS.keySet().containsAll(names)
          ? metrics(request, names, "Microsoft.App/containerapps")
          : Response.error(400, "BadRequest", "Failed to find metric configuration: " + names);
    }
    ObjectNode body = FakeAzure.JSON.createObjectNode().put("id", request.path());
    body.put("name", webApp).put("type", "Microsoft.App/containerApps");
    body.put("location", "westeurope");
    ArrayNode containers =
        body.putObject("properties").putObject("template").putArray("containers");
    for (String part : List.of("0.5 1Gi", "0.25 0.5Gi")) {
      ObjectNode one = containers.addObject().put("name", "c" + containers.size());
      ObjectNode resources = one.putObject("resources");
      resources.put("cpu", Double.parseDouble(part.split(" ")[0]));
      resources.put("memory", part.split(" ")[1]);
    }
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
    Map<String, String> units = new TreeMap<>(OF_APPS);
    units.putAll(OF_PLANS);
    units.putAll(OF_CONTAINER_APPS);
    one.put("unit", units.getOrDefault(name, "Count"));
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
