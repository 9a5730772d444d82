package dev.spillway.azure.fake;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Virtual machines with their interfaces and public addresses, which can be read and not changed. A
 * machine that is deallocated has given its dynamic public address back.
 */
public final class FakeMachines implements Provider {
  private static final String PROVIDERS = "/+subscriptions/([^/]+)/resourceGroups/([^/]+)/providers/";
  private static final String MACHINE = PROVIDERS + "Microsoft.Compute/virtualMachines/([^/]+)";
  private static final String INTERFACE = PROVIDERS + "Microsoft.Network/networkInterfaces/([^/]+)";
  private static final String ADDRESS = PROVIDERS + "Microsoft.Network/publicIPAddresses/([^/]+)";

  /** What the cloud offers; null for whatever is asked in. */
  private final Map<String, List<String>> offered = new ConcurrentHashMap<>();

  private final Map<String, FakeMachine> machines = new LinkedHashMap<>();

  /** From now on only these versions of a provider are there. */
  public synchronized void offers(String provider, String... versions) {
    offered.put(provider, List.of(versions));
  }

  /** One that runs, without an interface. */
  public synchronized FakeMachine add(String group, String name) {
    FakeMachine machine = new FakeMachine(group, name);
    machines.put(name, machine);
    return machine;
  }

  public synchronized void remove(String name) {
    machines.remove(name);
  }

  @Override
  public boolean handles(Request request) {
    return request.matches(MACHINE).matches()
        || request.matches(INTERFACE).matches()
        || request.matches(ADDRESS).matches()
        || request.matches("/+subscriptions/[^/]+/providers/Microsoft.(Compute|Network)").matches();
  }

  @Override
  public synchronized Response answer(Request request) {
    String path = request.path().replaceFirst("^/+", "/");
    String provider = path.replaceFirst(".*/providers/([^/]+).*", "$1");
    Matcher machine = request.matches(MACHINE);
    if (path.matches("/subscriptions/[^/]+/providers/[^/]+")) {
      return versions(provider);
    }
    List<String> has = offered.getOrDefault(provider, List.of());
    if (!has.isEmpty() && !has.contains(request.apiVersion())) {
      return Response.noSuchVersion(request.apiVersion(), has);
    }
    if (machine.matches()) {
      boolean inView = request.query().getOrDefault("$expand", "").equals("instanceView");
      return machines.values().stream()
          .filter(m -> m.is(machine.group(2), machine.group(3)))
          .findFirst()
          .map(m -> Response.json(200, m.body(path, inView)))
          .orElseGet(() -> missing(path));
    }
    String part = path.replaceFirst(".*/", "");
    boolean isInterface = request.matches(INTERFACE).matches();
    return machines.values().stream()
        .flatMap(m -> (isInterface ? m.nic(path, part) : m.address(path, part)).stream())
        .findFirst()
        .map(body -> Response.json(200, body))
        .orElseGet(() -> missing(path));
  }

  private Response versions(String provider) {
    ObjectNode body = FakeAzure.JSON.createObjectNode();
    body.put("namespace", provider).put("registrationState", "Registered");
    ArrayNode types = body.putArray("resourceTypes");
    ArrayNode all = types.addObject().put("resourceType", "things").putArray("apiVersions");
    new ArrayList<>(offered.getOrDefault(provider, List.of())).forEach(all::add);
    return Response.json(200, body);
  }

  private static Response missing(String path) {
    String what = path.replaceFirst(".*/providers/", "").toLowerCase(Locale.ROOT);
    return Response.error(
        404, "ResourceNotFound", "The Resource '" + what + "' was not found.");
  }
}
