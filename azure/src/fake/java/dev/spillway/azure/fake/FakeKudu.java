package dev.spillway.azure.fake;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The deployment service of every site, at the site's own address on the cloud's port. */
final class FakeKudu implements Provider {
  private static final Pattern AFFINITY = Pattern.compile("ARRAffinity=([^;\\s]+)");

  private final FakeAppService service;
  private final FakeAzure cloud;

  FakeKudu(FakeAppService service, FakeAzure cloud) {
    this.service = service;
    this.cloud = cloud;
  }

  @Override
  public boolean arm() {
    return false;
  }

  @Override
  public boolean handles(Request request) {
    return service.at(request.host()) != null;
  }

  @Override
  public Response answer(Request request) {
    FakeSite site = service.at(request.host());
    if (site == null) {
      return Response.empty(404);
    }
    if (!signedIn(request, site)) {
      return Response.empty(401);
    }
    if (request.is("POST", "/api/zipdeploy")) {
      return deploy(request, site);
    }
    if (request.is("GET", "/api/deployments/latest")) {
      return follow(site);
    }
    return request.is("GET", "/api/vfs/.*") ? read(request, site) : Response.empty(404);
  }

  private boolean signedIn(Request request, FakeSite site) {
    String both = "$" + site.name + ":" + FakeAppService.PUBLISHING;
    String basic = "Basic " + Base64.getEncoder().encodeToString(both.getBytes(UTF_8));
    if (request.header("authorization").equals(basic)) {
      return true;
    }
    if (service.basicOnly || cloud.signIn().refusal(request).isPresent()) {
      return false;
    }
    String kind = site.slot() ? "sites/slots" : "sites";
    cloud.needs("Microsoft.Web/" + kind + "/publish/Action");
    return true;
  }

  private Response deploy(Request request, FakeSite site) {
    if (site.deployments.running()) {
      return Response.text(409, "There is a deployment currently in progress.");
    }
    byte[] zip = request.body();
    if (service.corrupts > 0) {
      service.corrupts--;
      zip = FakeWorker.withWrongByte(zip);
    }
    site.deployments.begin(zip, 2, service.deploymentsFail);
    service.deployments++;
    return Response.empty(202)
        .with(
            "Location",
            "https://"
                + request.host()
                + ":"
                + cloud.port()
                + "/api/deployments/latest?deployer=ZipDeploy");
  }

  private static Response follow(FakeSite site) {
    byte[] arrived = site.deployments.asked();
    if (arrived != null) {
      site.zip = arrived; // what runs goes on with what it has mounted
    }
    int status = site.deployments.status();
    ObjectNode body = FakeAzure.JSON.createObjectNode();
    body.put("id", "latest").put("status", status).put("complete", status != 1);
    body.put("status_text", status == 3 ? "Package could not be unpacked." : "");
    return Response.json(status == 1 ? 202 : 200, body);
  }

  private static Response read(Request request, FakeSite site) {
    Matcher cookie = AFFINITY.matcher(request.header("cookie"));
    String worker = cookie.find() ? cookie.group(1) : "";
    String path = request.path().substring("/api/vfs/".length());
    byte[] found =
        path.startsWith("site/wwwroot/") ? mounted(site, worker, path) : kept(site, path);
    return found == null
        ? Response.empty(404)
        : new Response(200, Map.of("content-type", "application/octet-stream"), found);
  }

  private static byte @Nullable [] mounted(FakeSite site, String worker, String path) {
    String name = path.substring("site/wwwroot/".length());
    for (FakeWorker one : site.workers()) {
      if (one.id.equals(worker)) {
        return one.file(name);
      }
    }
    byte[] zip = site.zip;
    return zip == null ? null : FakeWorker.entry(zip, name);
  }

  private static byte @Nullable [] kept(FakeSite site, String path) {
    byte[] zip = site.zip;
    if (zip == null) {
      return null;
    }
    return switch (path) {
      case "data/SitePackages/packagename.txt" -> "20261122.zip".getBytes(UTF_8);
      case "data/SitePackages/20261122.zip" -> zip;
      default -> null;
    };
  }
}
