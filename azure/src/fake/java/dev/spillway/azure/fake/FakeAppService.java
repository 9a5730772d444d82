package dev.spillway.azure.fake;

import dev.spillway.core.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.stream.Stream;
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
  private static final String WEB =
      "/+subscriptions/[^/]+/resourceGroups/([^/]+)/providers/Microsoft.Web/";

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

  /** Sizes that a region has no more of: its name, a space, the size. */
  public final Set<String> soldOut = ConcurrentHashMap.newKeySet();

  /** Regions that there are not. */
  public final Set<String> nowhere = ConcurrentHashMap.newKeySet();

  /** Names of sites that strangers have. */
  public final Set<String> taken = ConcurrentHashMap.newKeySet();

  /** Hosts whose proof is missing. */
  public final Set<String> unproved = ConcurrentHashMap.newKeySet();

  public final FakeBill bill = new FakeBill();
  public final FakeCatalogue catalogue = new FakeCatalogue(this);
  final FakePlans plans = new FakePlans(this);
  final FakeOperations operations;
  private final Map<String, FakeSite> sites = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final FakeWebCertificates certificates = new FakeWebCertificates();
  private final FakeAzure cloud;
  private final Path folder;
  private final int frontPort;
  private final AtomicLong answered = new AtomicLong();
  private int addresses;

  private FakeAppService(FakeAzure cloud, Path folder, int frontPort, int before) {
    this.cloud = cloud;
    this.folder = folder;
    this.frontPort = frontPort;
    this.addresses = before;
    this.operations = new FakeOperations(cloud);
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
    Path folder = Folders.temporary("app-service");
    FakeAppService made = new FakeAppService(cloud, folder, frontPort, first - 1);
    cloud.with(made.catalogue).with(new FakeKudu(made, cloud)).with(made);
    cloud.with(new FakeGroup(made::bodies));
    return made;
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
        : site.workers().stream().filter(w -> w.runs(digest)).count();
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
    List<String> all = new ArrayList<>();
    plans.all().forEach(p -> all.add("plan " + p.path("name").asString()));
    sites.forEach((n, s) -> {
      all.add("site " + n);
      s.slots.keySet().forEach(slot -> all.add("slot " + n + "/" + slot));
    });
    certificates.names().forEach(n -> all.add("certificate " + n));
    return all;
  }

  /** Where a plan is and of which size. */
  public synchronized String plan(String name) {
    ObjectNode there = plans.named(name);
    return there == null
        ? ""
        : there.path("location").asString("") + " " + there.at("/sku/name").asString("");
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

  /** Of the processes of the site's workers that run now. */
  public synchronized List<Long> processes() {
    return sites.values().stream()
        .flatMap(s -> s.workers().stream())
        .filter(FakeWorker::runs)
        .map(FakeWorker::pid)
        .toList();
  }

  /** Restarts that were asked for and that {@link #stale} workers did not do. */
  public volatile int restartsInVain;

  /** The worker that was made first fails. */
  public synchronized void loseFirstWorker() {
    plans.loseFirst(sites.values().iterator().next().plan);
  }

  /** The cloud puts another in the place of the one that failed. */
  public synchronized void replaceLostWorker() {
    plans.replaceLost(sites.values().iterator().next().plan);
  }

  /** The same, but what it mounts has a wrong byte. */
  public synchronized void replaceLostWorkerBadly() {
    FakeSite only = sites.values().iterator().next();
    byte[] right = only.zip;
    if (right == null) {
      throw new IllegalStateException("the site has no package yet");
    }
    only.zip = FakeWorker.withWrongByte(right);
    plans.replaceLost(only.plan);
    only.zip = right;
  }

  synchronized @Nullable FakeSite at(String address) {
    return sites.values().stream()
        .flatMap(s -> Stream.concat(Stream.of(s), s.slots.values().stream()))
        .filter(s -> s.address.equals(address))
        .findFirst()
        .orElse(null);
  }

  /** The sites on a plan, without their slots. */
  synchronized List<FakeSite> on(String plan) {
    return sites.values().stream().filter(s -> s.plan.equalsIgnoreCase(plan)).toList();
  }

  /** Somebody says that a setting of the only site stays where it is when a slot is swapped. */
  public synchronized void stick(String name) {
    sites.values().iterator().next().sticky.add(name);
  }

  /** The settings of the only site's slot; empty when there is none. */
  public synchronized Map<String, String> slotSettings() {
    return sites.values().iterator().next().slots.values().stream()
        .findFirst()
        .map(s -> Map.copyOf(s.settings))
        .orElse(Map.of());
  }

  /** No site is being swapped, and every slot is stopped. */
  public synchronized boolean slotsRest() {
    return sites.values().stream()
        .allMatch(s -> !s.swapping && s.slots.values().stream().allMatch(FakeSite::stopped));
  }

  /** Somebody swaps the only site with its slot, and waits until that is done. */
  public void foreignSwap() {
    FakeSite site;
    synchronized (this) {
      site = sites.values().iterator().next();
    }
    FakeSite slot = site.slots.values().iterator().next();
    site.swapping = true;
    slot.start();
    new FakeSwap(this, site, slot).run();
  }

  /** How often a slot and its site have changed places. */
  public volatile int swaps;

  @Override
  public boolean handles(Request r) {
    return r.matches("/+subscriptions/[^/]+/providers/Microsoft.Web(/.*)?").matches()
        || r.matches(WEB + ".*").matches();
  }

  @Override
  public synchronized Response answer(Request r) {
    if (r.matches("/+subscriptions/[^/]+/providers/Microsoft.Web").matches()) {
      return provider();
    }
    if (r.matches(".*/operationresults/.*").matches()) {
      return operations.answer(r);
    }
    if (!offered.contains(r.apiVersion())) {
      return Response.noSuchVersion(r.apiVersion(), offered);
    }
    Matcher plan = r.matches(WEB + "serverfarms/([^/]+)(/sites)?");
    Matcher site = r.matches(WEB + "sites/([^/]+)(/.*)?");
    Matcher certificate = r.matches(WEB + "certificates/([^/]+)");
    if (plan.matches()) {
      return plans.answer(r, plan.group(2));
    }
    if (certificate.matches()) {
      return certificates.answer(r, certificate.group(2));
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

  private synchronized List<ObjectNode> bodies() {
    List<ObjectNode> all = new ArrayList<>(plans.all());
    sites.values().forEach(s -> {
      all.add(s.body);
      s.slots.values().forEach(slot -> all.add(slot.body));
    });
    all.addAll(certificates.bodies());
    return all;
  }

  static ObjectNode resource(Request r, JsonNode asked, String name, String type) {
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

  private Response site(Request r, String name) {
    FakeSite there = sites.get(name);
    switch (r.method()) {
      case "GET":
        return there == null ? missing(name) : Response.json(200, there.body());
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
    ObjectNode plan = plans.of(r.json());
    if (plan == null) {
      return Response.error(404, "NotFound", "Cannot find the server farm.");
    }
    FakeSite made = there == null ? fresh(name, plan) : there;
    describe(made, r, name, "Microsoft.Web/sites");
    sites.put(name, made);
    return Response.json(200, made.body());
  }

  /** A site or a slot, with its own address and on all workers of its plan. */
  FakeSite fresh(String name, ObjectNode plan) {
    String on = plan.path("name").asString("");
    String address = address(addresses++ % 40 + 1);
    FakeSite made = new FakeSite(name, on, address, frontPort, folder, answered);
    made.scale(plans.machines(on));
    return made;
  }

  void describe(FakeSite site, Request r, String name, String type) {
    cloud.needs("Microsoft.Web/serverfarms/Join/Action"); // its plan is named in every description
    ObjectNode body = resource(r, r.json(), name, type);
    ObjectNode properties = body.putObject("properties");
    properties.put("defaultHostName", site.address);
    properties.set("serverFarmId", r.json().path("properties").path("serverFarmId"));
    if (r.apiVersion().compareTo("2020") > 0) {
      properties.put("customDomainVerificationId", "PROOF-OF-THE-FAKE");
    }
    ArrayNode states = properties.putArray("hostNameSslStates");
    host(states, site.address, "Standard");
    host(states, site.address + ":" + cloud.port(), "Repository");
    site.body = body;
  }

  private static void host(ArrayNode states, String name, String type) {
    states.addObject().put("name", name).put("sslState", "Disabled").put("hostType", type);
  }

  private Response deleteSite(Request r, String name, @Nullable FakeSite there) {
    if (there == null) {
      return Response.empty(204);
    }
    if (!there.slots.isEmpty()) {
      // What the service does with them is not described; who removes a site has removed them.
      return Response.error(409, "Conflict", "Cannot delete the site " + name + ": it has slots.");
    }
    there.close();
    sites.remove(name);
    if (!"false".equals(r.query().get("deleteEmptyServerFarm"))) {
      plans.delete(there.plan);
    }
    return Response.empty(200);
  }

  private Response inside(Request r, String name, String rest) {
    FakeSite site = sites.get(name);
    if (site == null) {
      return missing(name);
    }
    FakeSlots slots = new FakeSlots(this, site);
    return slots.handles(rest) ? slots.answer(r, rest) : new FakeInside(this, site).answer(r, rest);
  }

  @Override
  public synchronized void close() {
    sites.values().forEach(s -> {
      s.slots.values().forEach(FakeSite::close);
      s.close();
    });
    sites.clear();
  }
}
