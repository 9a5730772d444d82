package dev.spillway.azure.fake;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The managed environment that container apps run in, with the certificates that lie in it. Guarded
 * by the service.
 */
final class FakeEnvironment {
  static final String NAME = "shop-env";
  private static final String PATH =
      "/+subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft.App/managedEnvironments/";

  private final Map<String, ObjectNode> certificates = new TreeMap<>();
  private final String address;
  private final DoubleSupplier cores;

  /**
   * @param address of its front
   * @param cores that it may use, of which one and a half are used
   */
  FakeEnvironment(String address, DoubleSupplier cores) {
    this.address = address;
    this.cores = cores;
  }

  List<String> certificates() {
    return List.copyOf(certificates.keySet());
  }

  Collection<ObjectNode> bodies() {
    return List.copyOf(certificates.values());
  }

  Response answer(Request r) {
    if (r.matches(PATH + NAME + "/usages").matches()) {
      return usages();
    }
    Matcher its = r.matches(PATH + "([^/]+)(/certificates(/([^/]+))?)?");
    if (!its.matches() || !its.group(1).equals(NAME)) {
      return FakeAppService.missing(r.path());
    }
    return its.group(2) == null ? itself(r) : certificate(r, its.group(4));
  }

  private Response usages() {
    ObjectNode body = FakeAzure.JSON.createObjectNode();
    ObjectNode one = body.putArray("value").addObject().put("unit", "Count");
    one.put("currentValue", 1.5).put("limit", cores.getAsDouble());
    one.putObject("name").put("value", "ManagedEnvironmentConsumptionCores");
    return Response.json(200, body);
  }

  private Response itself(Request r) {
    ObjectNode body = FakeAzure.JSON.createObjectNode();
    body.put("id", r.path()).put("name", NAME).put("location", "West Europe");
    body.put("type", "Microsoft.App/managedEnvironments");
    ObjectNode properties = body.putObject("properties").put("provisioningState", "Succeeded");
    properties.put("defaultDomain", NAME + ".fake.test").put("staticIp", address);
    properties
        .putObject("customDomainConfiguration")
        .put("customDomainVerificationId", "PROOF-OF-THE-FAKE");
    return Response.json(200, body);
  }

  private Response certificate(Request r, @Nullable String name) {
    if (name == null) {
      ObjectNode body = FakeAzure.JSON.createObjectNode();
      ArrayNode all = body.putArray("value");
      certificates.values().forEach(all::add);
      return Response.json(200, body);
    }
    if (r.method().equals("DELETE")) {
      return Response.empty(certificates.remove(name) == null ? 204 : 200);
    }
    ObjectNode body = FakeAzure.JSON.createObjectNode();
    body.put("id", r.path()).put("name", name);
    body.put("type", "Microsoft.App/managedEnvironments/certificates");
    body.set("location", r.json().path("location"));
    body.set("tags", r.json().path("tags"));
    body.putObject("properties")
        .put("provisioningState", "Succeeded")
        .put("thumbprint", FakeCertificates.thumbprint(r.json()));
    certificates.put(name, body);
    return Response.json(200, body);
  }
}
