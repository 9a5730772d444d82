package dev.spillway.azure.fake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Container Apps: one environment with a front, apps whose images are really pulled and run as
 * processes of this machine, and a bill for each replica that is ready. Changes answer at once that
 * they have begun, and are over at the second look.
 */
public final class FakeContainerApps implements Provider, AutoCloseable {
  public static final String ENVIRONMENT = FakeEnvironment.NAME;
  private static final String SUB = "/+subscriptions/[^/]+";
  private static final String APPS =
      SUB + "/resourceGroups/[^/]+/providers/Microsoft.App/containerApps/";
  private static final String FULL =
      "Maximum Allowed Cores exceeded for the Managed Environment. Please check"
          + " https://learn.microsoft.com/en-us/azure/container-apps/quotas for resource limits";

  /** Replicas that the environment has room for. */
  public volatile int room = Integer.MAX_VALUE;

  /** Cores that its environment may use, of which one and a half are used. */
  public volatile double cores = 100;

  /** What has no room is taken, and the revision says so later. */
  public volatile boolean roomIsFoundOutLater;

  /** Hosts whose proof is missing. */
  public final Set<String> unproved = ConcurrentHashMap.newKeySet();

  public final FakeBill bill = new FakeBill();
  private final Map<String, FakeContainerApp> apps = new TreeMap<>();
  private final FakeEnvironment environment;
  private final FakeAzure cloud;
  private final Path folder;
  private final FakeImages images;
  private final FakeFront front;
  private final int frontPort;
  private int operations;

  private FakeContainerApps(FakeAzure cloud, Path folder, int frontPort, String address) {
    this.cloud = cloud;
    this.folder = folder;
    this.images = new FakeImages(folder);
    this.frontPort = frontPort;
    this.environment = new FakeEnvironment(address, () -> cores);
    this.front = new FakeFront(address, frontPort, this::serving);
  }

  /** Adds it to a cloud, with an environment at the n-th address of the fronts' network. */
  public static FakeContainerApps in(FakeAzure cloud, int number) {
    try (ServerSocket any = new ServerSocket(0)) {
      int port = any.getLocalPort();
      any.close();
      Path folder = Folders.temporary("container-apps");
      FakeContainerApps made =
          new FakeContainerApps(cloud, folder, port, FakeAppService.address(number));
      cloud.with(made).with(new FakeGroup(made::bodies));
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int frontPort() {
    return frontPort;
  }

  /** Everything that exists beside the environment, by kind and name. */
  public synchronized List<String> resources() {
    List<String> all = new ArrayList<>();
    apps.keySet().forEach(n -> all.add("container app " + n));
    environment.certificates().forEach(n -> all.add("certificate " + n));
    return all;
  }

  private synchronized List<ObjectNode> bodies() {
    List<ObjectNode> all = new ArrayList<>(environment.bodies());
    apps.values().forEach(a -> all.add(a.body));
    return all;
  }

  /** The only app as its owner may see it, with the values of its secrets. */
  public synchronized JsonNode only() {
    return apps.values().iterator().next().body.deepCopy();
  }

  /** Somebody else changes the only app by a merge patch. */
  public synchronized void foreignChange(JsonNode patch) {
    FakeContainerApp app = apps.values().iterator().next();
    app.become((ObjectNode) merged(app.body, patch));
  }

  /** The only app's newest revision has taken over. */
  public synchronized boolean newestServes() {
    FakeContainerApp app = apps.values().iterator().next();
    List<FakeReplica> serving = app.serving();
    return !serving.isEmpty() && app.revisions.getLast().replicas.containsAll(serving);
  }

  /** Replicas of all revisions, ready or not. */
  public synchronized int replicas() {
    return apps.values().stream()
        .flatMap(a -> a.revisions.stream())
        .mapToInt(r -> r.replicas.size())
        .sum();
  }

  /** Revisions of the only app so far. */
  public synchronized int revisions() {
    return apps.values().iterator().next().revisions.size();
  }

  /** One replica of the only app ends, and none comes in its place for now. */
  public synchronized void loseAReplica() {
    FakeContainerApp app = apps.values().iterator().next();
    app.holds = true;
    app.revisions.getLast().replicas.removeFirst().stop();
  }

  /** Another replica comes in the place of the one that ended. */
  public synchronized void replaceLostReplica() {
    FakeContainerApp app = apps.values().iterator().next();
    app.holds = false;
    app.settle();
  }

  private synchronized Optional<List<FakeReplica>> serving(String host) {
    return apps.values().stream()
        .filter(a -> host.equals(fqdn(a.name)) || bound(a.body, host))
        .findFirst()
        .map(FakeContainerApp::serving);
  }

  private static boolean bound(JsonNode app, String host) {
    return app.at("/properties/configuration/ingress/customDomains")
        .valueStream()
        .anyMatch(d -> d.path("name").asString("").equals(host));
  }

  private static String fqdn(String app) {
    return app + "." + ENVIRONMENT + ".fake.test";
  }

  @Override
  public boolean handles(Request r) {
    return r.matches(SUB + "(/resourceGroups/[^/]+)?/providers/Microsoft.App/.*").matches();
  }

  @Override
  public synchronized Response answer(Request r) {
    if (!r.apiVersion().equals("2024-03-01")) {
      return Response.error(400, "InvalidApiVersionParameter", "Use 2024-03-01.");
    }
    if (r.path().contains("/containerappOperation")) {
      return operation(r);
    }
    Matcher app = r.matches(APPS + "([^/]+)(/.*)?");
    if (app.matches()) {
      FakeContainerApp there = apps.get(app.group(1));
      if (there != null) {
        there.settle();
      }
      String rest = app.group(2);
      return rest == null ? app(r, app.group(1), there) : inside(r, rest, there);
    }
    return environment.answer(r);
  }

  private Response app(Request r, String name, @Nullable FakeContainerApp there) {
    return switch (r.method()) {
      case "GET" -> there == null ? FakeAppService.missing(name) : shown(200, there);
      case "DELETE" -> delete(r, there);
      case "PATCH" ->
          there == null
              ? FakeAppService.missing(name)
              : write(r, there, (ObjectNode) merged(there.body, r.json()));
      default -> put(r, name, there);
    };
  }

  private Response put(Request r, String name, @Nullable FakeContainerApp there) {
    cloud.needs("Microsoft.App/managedEnvironments/join/action");
    ObjectNode body = (ObjectNode) r.json();
    body.put("id", r.path()).put("name", name).put("type", "Microsoft.App/containerApps");
    FakeContainerApp app =
        there == null ? new FakeContainerApp(name, body, images, folder, bill) : there;
    return write(r, app, body);
  }

  private Response write(Request r, FakeContainerApp app, ObjectNode next) {
    String wrong = app.wrong(next);
    if (!wrong.isEmpty()) {
      return Response.error(400, "ContainerAppSecretInvalid", wrong);
    }
    for (JsonNode domain : next.at("/properties/configuration/ingress/customDomains")) {
      String host = domain.path("name").asString("");
      if (unproved.contains(host)) {
        String why = "A TXT record pointing from asuid." + host + " to PROOF-OF-THE-FAKE was not found.";
        return Response.error(400, "InvalidCustomHostNameValidation", why);
      }
    }
    boolean full = next.at("/properties/template/scale/minReplicas").asInt(0) > room;
    if (full && !roomIsFoundOutLater) {
      ObjectNode refused = next.deepCopy();
      ((ObjectNode) refused.at("/properties/configuration")).remove("secrets");
      return begun(r, Response.json(r.method().equals("PUT") ? 201 : 200, refused), "refused");
    }
    apps.put(app.name, app);
    app.become(next);
    if (full) {
      app.revisions.getLast().fails(FULL);
      app.revisions.getLast().replicas.forEach(FakeReplica::stop);
      app.revisions.getLast().replicas.clear();
    }
    return r.method().equals("PUT")
        ? begun(r, shown(201, app), "op")
        : located(r);
  }

  private Response shown(int status, FakeContainerApp app) {
    return Response.json(status, app.shown(fqdn(app.name)));
  }

  private Response delete(Request r, @Nullable FakeContainerApp there) {
    if (there == null) {
      return Response.empty(204);
    }
    there.close();
    apps.remove(there.name);
    return located(r);
  }

  private Response inside(Request r, String rest, @Nullable FakeContainerApp app) {
    if (app == null) {
      return FakeAppService.missing(r.path());
    }
    String id = app.body.path("id").asString("");
    ObjectNode body = FakeAzure.JSON.createObjectNode();
    switch (r.method() + " " + rest.replaceFirst("/revisions/[^/]+/", "/revisions/*/")) {
      case "POST /listSecrets" -> {
        ArrayNode all = body.putArray("value");
        FakeContainerApp.secrets(app.body)
            .forEach((n, v) -> all.addObject().put("name", n).put("value", v));
      }
      case "POST /stop", "POST /start" -> {
        app.stop(rest.equals("/stop"));
        return located(r);
      }
      case "GET /revisions" -> {
        ArrayNode all = body.putArray("value");
        app.revisions.forEach(v -> all.add(v.described(id)));
      }
      case "GET /revisions/*/replicas" -> {
        ArrayNode all = body.putArray("value");
        app.revisions.stream()
            .filter(v -> rest.equals("/revisions/" + v.name + "/replicas"))
            .forEach(v -> all.addAll(v.listed(id)));
      }
      default -> {
        return FakeAppService.missing(rest);
      }
    }
    return Response.json(200, body);
  }

  private String followed(Request r, String kind, String name) {
    return cloud.arm()
        + "/subscriptions/"
        + FakeAzure.SUBSCRIPTION
        + "/providers/Microsoft.App/locations/here/containerappOperation"
        + kind
        + "/"
        + name
        + ++operations
        + "-1?api-version="
        + r.apiVersion();
  }

  private Response located(Request r) {
    return Response.empty(202)
        .with("Location", followed(r, "Results", "op"))
        .with("Retry-After", "1");
  }

  private Response begun(Request r, Response response, String name) {
    return response
        .with("Azure-AsyncOperation", followed(r, "Statuses", name))
        .with("Retry-After", "1");
  }

  private static Response operation(Request r) {
    boolean over = r.path().endsWith("-0");
    String next = r.path().replaceFirst("\\d+$", "0") + "?api-version=" + r.apiVersion();
    if (r.path().contains("/containerappOperationResults/")) {
      return over
          ? Response.json(200, FakeAzure.JSON.createObjectNode())
          : Response.empty(202).with("Location", next).with("Retry-After", "1");
    }
    ObjectNode body = FakeAzure.JSON.createObjectNode();
    boolean refused = r.path().contains("/refused");
    body.put("status", refused ? "Failed" : "Succeeded");
    if (refused) {
      body.putObject("error").put("code", "ContainerAppOperationError").put("message", FULL);
    }
    return Response.json(200, body);
  }

  /**
   * @see <a href="https://www.rfc-editor.org/rfc/rfc7386">JSON Merge Patch</a>
   */
  static JsonNode merged(JsonNode there, JsonNode patch) {
    if (!patch.isObject()) {
      return patch.deepCopy();
    }
    ObjectNode all =
        there.isObject() ? (ObjectNode) there.deepCopy() : FakeAzure.JSON.createObjectNode();
    for (Map.Entry<String, JsonNode> one : patch.properties()) {
      if (one.getValue().isNull()) {
        all.remove(one.getKey());
      } else {
        all.set(one.getKey(), merged(all.path(one.getKey()), one.getValue()));
      }
    }
    return all;
  }

  @Override
  public synchronized void close() {
    apps.values().forEach(FakeContainerApp::close);
    apps.clear();
    front.close();
  }
}
