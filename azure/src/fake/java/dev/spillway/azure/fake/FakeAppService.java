package dev.spillway.azure.fake;

import dev.spillway.core.Digest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * App Service: plans with workers that are billed, sites whose packages really run on them as
 * processes of this machine.
 */
public final class FakeAppService implements Provider, AutoCloseable {
  static final String PUBLISHING = "publishing-s3cret";
  private static final String GROUP = "/+subscriptions/[^/]+/resourceGroups/([^/]+)";
  private static final String WEB = GROUP + "/providers/Microsoft.Web/";

  /** Api-versions that it has. */
  public volatile List<String> offered = List.of("2023-12-01", "2022-03-01", "2018-02-01");

  /** What its provider list says; the same unless it lies. */
  public volatile @Nullable List<String> listed;

  /** Kudu takes the publishing credentials only. */
  public volatile boolean basicOnly;

  /** So many of the next packages arrive with a wrong byte. */
  public volatile int corrupts;

  public volatile boolean deploymentsFail;

  /** Operations on plans answer 202 with a Location first. */
  public volatile boolean slow;

  /** Packages that were sent. */
  public volatile int deployments;

  /** By region: workers that it still has; absent for plenty. */
  public final Map<String, Integer> free = new ConcurrentHashMap<>();

  /** Names of sites that strangers have. */
  public final Set<String> taken = ConcurrentHashMap.newKeySet();

  /** Hosts whose proof is missing. */
  public final Set<String> unproved = ConcurrentHashMap.newKeySet();

  public final FakeBill bill = new FakeBill();
  public final FakeCatalogue catalogue = new FakeCatalogue(this);
  private final Map<String, ObjectNode> plans = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final Map<String, FakeSite> sites = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final Map<String, ObjectNode> certificates = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final FakeAzure cloud;
  private final Path folder;
  private final int frontPort;
  private final AtomicLong answered = new AtomicLong();
  private int operations;
  private int addresses;

  private FakeAppService(FakeAzure cloud, Path folder, int frontPort, int before) {
    this.cloud = cloud;
    this.folder = folder;
    this.frontPort = frontPort;
    this.addresses = before;
  }

  /** Adds it to a cloud. */
  public static FakeAppService in(FakeAzure cloud) {
    try (ServerSocket any = new ServerSocket(0)) {
      return in(cloud, any.getLocalPort(), 1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Beside another one on the same addresses' network.
   *
   * @param frontPort of every site
   * @param first number of the first site's address, 1 to 40; see {@link #address}
   */
  public static FakeAppService in(FakeAzure cloud, int frontPort, int first) {
    try {
      Path folder = Files.createTempDirectory("spillway-fake-app-service");
      FakeAppService made = new FakeAppService(cloud, folder, frontPort, first - 1);
      cloud.with(made.catalogue).with(new FakeKudu(made, cloud)).with(made);
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The address of the n-th site that is made. */
  public static String address(int number) {
    return "127.0.77." + number;
  }

  /** Requests that the fronts of all sites have passed on so far, without those of probes. */
  public long answered() {
    return answered.get();
  }

  /** The workers at an address that run a package whose {@code app.jar} has this digest. */
  public long running(String address, Digest digest) {
    FakeSite site = at(address);
    return site == null
        ? 0
        : site.workers().stream()
            .filter(FakeWorker::runs)
            .map(w -> w.file("app.jar"))
            .filter(jar -> jar != null && digest(jar).equals(digest))
            .count();
  }

  private static Digest digest(byte[] jar) {
    try {
      return Digest.of(new ByteArrayInputStream(jar));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where the front of every site listens, each on its own address. */
  public int frontPort() {
    return frontPort;
  }

  /** The addresses of the fronts that exist. */
  public synchronized List<String> fronts() {
    return sites.values().stream().map(s -> s.address).toList();
  }

  /** Everything that exists, by kind and name. */
  public synchronized List<String> resources() {
    List<String> all = new java.util.ArrayList<>();
    plans.keySet().forEach(n -> all.add("plan " + n));
    sites.keySet().forEach(n -> all.add("site " + n));
    certificates.keySet().forEach(n -> all.add("certificate " + n));
    return all;
  }

  /** The settings of the only site. */
  public synchronized Map<String, String> settings() {
    return new TreeMap<>(sites.values().iterator().next().settings);
  }

  /** Somebody else sets something at the only site. */
  public synchronized void foreignSetting(String name, String value) {
    sites.values().iterator().next().settings.put(name, value);
  }

  /** Workers of the only site go on with what they have mounted, whatever is sent or restarted. */
  public volatile boolean stale;

  /** The processes of the site's workers that run now. */
  public synchronized long running() {
    return sites.values().stream()
        .flatMap(s -> s.workers().stream())
        .filter(FakeWorker::runs)
        .count();
  }

  /** The worker that was made first fails, and the cloud puts another in its place. */
  public synchronized void replaceFirstWorker() {
    FakeSite site = sites.values().iterator().next();
    int count = site.workers().size();
    site.workers.removeFirst().stop();
    site.scale(count);
  }

  synchronized @Nullable FakeSite at(String address) {
    return sites.values().stream().filter(s -> s.address.equals(address)).findFirst().orElse(null);
  }

  @Override
  public boolean handles(Request r) {
    return r.matches("/+subscriptions/[^/]+").matches()
        || r.matches("/+subscriptions/[^/]+/providers/Microsoft.Web(/.*)?").matches()
        || r.matches(GROUP + "(/resources)?").matches()
        || r.matches(WEB + ".*").matches();
  }

  @Override
  public synchronized Response answer(Request r) {
    if (r.matches("/+subscriptions/[^/]+").matches()) {
      return Response.json(200, object().put("subscriptionId", FakeAzure.SUBSCRIPTION));
    }
    if (r.matches("/+subscriptions/[^/]+/providers/Microsoft.Web").matches()) {
      return provider();
    }
    if (r.path().contains("/operationResults/")) {
      return operation(r);
    }
    if (r.matches(GROUP).matches()) {
      return Response.json(200, object().put("id", r.path()).put("location", "westeurope"));
    }
    if (r.matches(GROUP + "/resources").matches()) {
      return resources(r);
    }
    if (!offered.contains(r.apiVersion())) {
      return Response.error(
          400,
          "NoRegisteredProviderFound",
          "No registered resource provider found for location 'local' and API version '"
              + r.apiVersion()
              + "' for type 'sites'. The supported api-versions are '"
              + String.join(", ", offered)
              + "'.");
    }
    Matcher plan = r.matches(WEB + "serverfarms/([^/]+)(/sites)?");
    Matcher site = r.matches(WEB + "sites/([^/]+)(/.*)?");
    Matcher certificate = r.matches(WEB + "certificates/([^/]+)");
    if (plan.matches()) {
      return plan(r, plan.group(2));
    }
    if (certificate.matches()) {
      return certificate(r, certificate.group(2));
    }
    if (site.matches()) {
      String rest = site.group(3);
      return rest == null ? site(r, site.group(2)) : inside(r, site.group(2), rest);
    }
    return Response.error(404, "NotFound", "No such operation here.");
  }

  static ObjectNode object() {
    return FakeAzure.JSON.createObjectNode();
  }

  static Response missing(String what) {
    return Response.error(404, "ResourceNotFound", "The Resource '" + what + "' was not found.");
  }

  private Response provider() {
    ObjectNode body = object().put("namespace", "Microsoft.Web");
    List<String> says = listed == null ? offered : listed;
    ObjectNode type = body.putArray("resourceTypes").addObject().put("resourceType", "sites");
    ArrayNode versions = type.putArray("apiVersions");
    says.forEach(versions::add);
    return Response.json(200, body);
  }

  private static Response operation(Request r) {
    int left = Integer.parseInt(r.path().replaceFirst(".*-", ""));
    return left == 0
        ? Response.json(200, object())
        : Response.empty(202).with("Location", r.path().replaceFirst("\\d+$", "" + (left - 1)));
  }

  private Response resources(Request r) {
    ArrayNode all = object().putArray("value");
    plans.values().forEach(all::add);
    sites.values().forEach(s -> all.add(s.body));
    certificates.values().forEach(all::add);
    String filter = r.query().getOrDefault("$filter", "");
    Matcher tag =
        java.util.regex.Pattern.compile("tagName eq '(.*)' and tagValue eq '(.*)'").matcher(filter);
    ObjectNode body = object();
    ArrayNode shown = body.putArray("value");
    for (JsonNode one : all) {
      boolean fits =
          !tag.matches() || one.path("tags").path(tag.group(1)).asString("").equals(tag.group(2));
      if (fits) {
        ObjectNode brief = object();
        for (String key : List.of("id", "name", "type", "location", "tags")) {
          brief.set(key, one.path(key));
        }
        shown.add(brief);
      }
      tag.reset();
    }
    return Response.json(200, body);
  }

  private Response plan(Request r, String name) {
    ObjectNode there = plans.get(name);
    if (r.path().endsWith("/sites")) {
      ObjectNode body = object();
      ArrayNode on = body.putArray("value");
      sites.values().stream()
          .filter(s -> s.plan.equalsIgnoreCase(name))
          .forEach(s -> on.add(s.body));
      return Response.json(200, body);
    }
    return switch (r.method()) {
      case "GET" -> there == null ? missing(name) : Response.json(200, there);
      case "PUT" -> putPlan(r, name, there);
      case "DELETE" -> deletePlan(name, there);
      default -> Response.empty(405);
    };
  }

  private Response putPlan(Request r, String name, @Nullable ObjectNode there) {
    JsonNode asked = r.json();
    int wanted = asked.path("sku").path("capacity").asInt(1);
    int had = there == null ? 0 : there.path("sku").path("capacity").asInt(0);
    String region = asked.path("location").asString("");
    Integer room = free.get(region);
    if (room != null && wanted - had > room) {
      return Response.error(
          409,
          "Conflict",
          "No available instances to satisfy this request. App Service is attempting to increase"
              + " capacity. Please retry your request later.");
    }
    if (room != null) {
      free.put(region, room - (wanted - had));
    }
    ObjectNode body = resource(r, asked, name, "Microsoft.Web/serverfarms");
    ObjectNode properties = body.putObject("properties");
    properties.put("provisioningState", "Succeeded").put("status", "Ready");
    properties.put("reserved", asked.path("properties").path("reserved").asBoolean(false));
    properties.put("perSiteScaling", false).put("maximumNumberOfWorkers", 30);
    properties.put("numberOfSites", 0).put("geoRegion", region);
    body.set("sku", asked.path("sku"));
    plans.put(name, body);
    bill.hold(name, wanted);
    sites.values().stream()
        .filter(s -> s.plan.equalsIgnoreCase(name))
        .forEach(s -> s.scale(wanted));
    return slow ? later(r) : Response.json(200, body);
  }

  private Response later(Request r) {
    String at = "/subscriptions/" + FakeAzure.SUBSCRIPTION + "/providers/Microsoft.Web";
    String location =
        cloud.arm() + at + "/locations/here/operationResults/op" + ++operations + "-2";
    return Response.empty(202)
        .with("Location", location + "?api-version=" + r.apiVersion())
        .with("Retry-After", "1");
  }

  private static ObjectNode resource(Request r, JsonNode asked, String name, String type) {
    ObjectNode body = object();
    body.put("id", r.path()).put("name", name).put("type", type);
    body.set("location", asked.path("location"));
    if (asked.path("kind").isString()) {
      body.set("kind", asked.path("kind"));
    }
    if (asked.path("tags").isObject()) {
      body.set("tags", asked.path("tags"));
    }
    return body;
  }

  private Response deletePlan(String name, @Nullable ObjectNode there) {
    if (there == null) {
      return Response.empty(204);
    }
    if (sites.values().stream().anyMatch(s -> s.plan.equalsIgnoreCase(name))) {
      return Response.error(
          409,
          "Conflict",
          "Server farm '" + name + "' cannot be deleted because it has web app(s) assigned to it.");
    }
    String region = there.path("location").asString("");
    int had = there.path("sku").path("capacity").asInt(0);
    free.computeIfPresent(region, (k, v) -> v + had);
    plans.remove(name);
    bill.hold(name, 0);
    return Response.empty(200);
  }

  private Response site(Request r, String name) {
    FakeSite there = sites.get(name);
    switch (r.method()) {
      case "GET":
        return there == null ? missing(name) : Response.json(200, there.body);
      case "DELETE":
        return deleteSite(r, name, there);
      case "PUT":
        break;
      default:
        return Response.empty(405);
    }
    if (taken.contains(name)) {
      return Response.error(
          409, "Conflict", "Website with given name " + name + " already exists.");
    }
    JsonNode asked = r.json();
    String farm = asked.path("properties").path("serverFarmId").asString("");
    ObjectNode plan = plans.get(farm.substring(farm.lastIndexOf('/') + 1));
    if (plan == null) {
      return Response.error(404, "NotFound", "Cannot find serverFarm with name " + farm + ".");
    }
    String address = there == null ? address(addresses++ % 40 + 1) : there.address;
    ObjectNode body = resource(r, asked, name, "Microsoft.Web/sites");
    ObjectNode properties = body.putObject("properties");
    properties.put("state", "Running").put("defaultHostName", address).put("serverFarmId", farm);
    if (r.apiVersion().compareTo("2020") > 0) {
      properties.put("customDomainVerificationId", "PROOF-OF-THE-FAKE");
    }
    ArrayNode states = properties.putArray("hostNameSslStates");
    states.addObject().put("name", address).put("sslState", "Disabled").put("hostType", "Standard");
    states
        .addObject()
        .put("name", address + ":" + cloud.port())
        .put("sslState", "Disabled")
        .put("hostType", "Repository");
    if (there == null) {
      FakeSite made =
          new FakeSite(
              name, plan.path("name").asString(""), address, frontPort, body, folder, answered);
      made.scale(plan.path("sku").path("capacity").asInt(1));
      sites.put(name, made);
    }
    return Response.json(200, body);
  }

  private Response deleteSite(Request r, String name, @Nullable FakeSite there) {
    if (there == null) {
      return Response.empty(204);
    }
    there.close();
    sites.remove(name);
    if (!"false".equals(r.query().get("deleteEmptyServerFarm"))) {
      deletePlan(there.plan, plans.get(there.plan));
    }
    return Response.empty(200);
  }

  private Response inside(Request r, String name, String rest) {
    FakeSite site = sites.get(name);
    return site == null ? missing(name) : new FakeInside(this, site).answer(r, rest);
  }

  private Response certificate(Request r, String name) {
    ObjectNode there = certificates.get(name);
    switch (r.method()) {
      case "GET":
        return there == null ? missing(name) : Response.json(200, there);
      case "DELETE":
        return Response.empty(certificates.remove(name) == null ? 204 : 200);
      default:
        ObjectNode body = resource(r, r.json(), name, "Microsoft.Web/certificates");
        body.putObject("properties").put("thumbprint", FakeCertificates.thumbprint(r.json()));
        certificates.put(name, body);
        return Response.json(200, body);
    }
  }

  @Override
  public synchronized void close() {
    sites.values().forEach(FakeSite::close);
    sites.clear();
  }
}
