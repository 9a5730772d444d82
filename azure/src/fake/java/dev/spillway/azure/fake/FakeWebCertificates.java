package dev.spillway.azure.fake;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/** The certificates of App Service, by name. Guarded by the service. */
final class FakeWebCertificates {
  private final Map<String, ObjectNode> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  List<String> names() {
    return List.copyOf(all.keySet());
  }

  Collection<ObjectNode> bodies() {
    return List.copyOf(all.values());
  }

  Response answer(Request r, String name) {
    ObjectNode there = all.get(name);
    switch (r.method()) {
      case "GET":
        return there == null ? FakeAppService.missing(name) : Response.json(200, there);
      case "DELETE":
        return Response.empty(all.remove(name) == null ? 204 : 200);
      default:
        ObjectNode body =
            FakeAppService.resource(r, r.json(), name, "Microsoft.Web/certificates");
        body.putObject("properties").put("thumbprint", FakeCertificates.thumbprint(r.json()));
        all.put(name, body);
        return Response.json(200, body);
    }
  }
}
