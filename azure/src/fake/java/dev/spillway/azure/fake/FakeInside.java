package dev.spillway.azure.fake;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What can be asked of a site that exists: settings, credentials, workers, host names. */
final class FakeInside {
  private final FakeAppService service;
  private final FakeSite site;

  FakeInside(FakeAppService service, FakeSite site) {
    this.service = service;
    this.site = site;
  }

  /**
   * @param rest of the path behind the site's name
   */
  Response answer(Request r, String rest) {
    String lower = rest.toLowerCase(Locale.ROOT);
    if (lower.startsWith("/hostnamebindings/")) {
      return binding(r, rest.substring("/hostNameBindings/".length()));
    }
    return switch (r.method() + " " + lower) {
      case "POST /config/appsettings/list" -> settings(r);
      case "PUT /config/appsettings" -> putSettings(r);
      case "POST /config/publishingcredentials/list" -> publishing(r);
      case "POST /restart" -> restart();
      case "POST /stop" -> {
        site.stop();
        yield Response.empty(200);
      }
      case "POST /start" -> {
        site.start();
        yield Response.empty(200);
      }
      case "GET /instances" -> instances(r);
      default -> FakeAppService.missing(rest);
    };
  }

  private Response restart() {
    if (service.stale) {
      service.restartsInVain++;
    } else {
      site.restart();
    }
    return Response.empty(200);
  }

  private Response settings(Request r) {
    ObjectNode body = FakeAppService.object().put("id", r.path()).put("name", "appsettings");
    body.put("type", "Microsoft.Web/sites/config");
    ObjectNode properties = body.putObject("properties");
    site.settings.forEach(properties::put);
    return Response.json(200, body);
  }

  private Response putSettings(Request r) {
    if (site.deployments.running() || site.swapping) {
      return Response.error(409, "Conflict", "Cannot change settings while an operation runs.");
    }
    Map<String, String> all = new TreeMap<>();
    for (Map.Entry<String, JsonNode> one : r.json().path("properties").properties()) {
      all.put(one.getKey(), one.getValue().asString(""));
    }
    site.settings(all);
    return settings(r);
  }

  private Response publishing(Request r) {
    ObjectNode body = FakeAppService.object().put("id", r.path()).put("name", "publishingcredentials");
    body.put("type", "Microsoft.Web/sites/config");
    body.putObject("properties")
        .put("publishingUserName", "$" + site.name)
        .put("publishingPassword", FakeAppService.PUBLISHING);
    return Response.json(200, body);
  }

  private Response instances(Request r) {
    ObjectNode body = FakeAppService.object();
    ArrayNode all = body.putArray("value");
    for (FakeWorker worker : site.workers()) {
      ObjectNode one = all.addObject();
      one.put("id", r.path() + "/" + worker.id).put("name", worker.id);
      one.put("type", "Microsoft.Web/sites/instances");
      if (r.apiVersion().compareTo("2020") > 0) {
        one.putObject("properties").put("state", "READY");
      } else {
        one.putObject("properties").put("siteInstanceName", worker.id);
      }
    }
    return Response.json(200, body);
  }

  private Response binding(Request r, String host) {
    if (r.method().equals("GET")) {
      ObjectNode there = site.bindings.get(host);
      return there == null ? FakeAppService.missing(host) : Response.json(200, there);
    }
    if (service.unproved.contains(host)) {
      return Response.error(
          400,
          "BadRequest",
          "A TXT record pointing from asuid." + host + " to PROOF-OF-THE-FAKE was not found.");
    }
    ObjectNode body = FakeAppService.object().put("id", r.path()).put("name", site.name + "/" + host);
    body.put("type", "Microsoft.Web/sites/hostNameBindings");
    body.set("properties", r.json().path("properties"));
    site.bindings.put(host, body);
    return Response.json(200, body);
  }
}
