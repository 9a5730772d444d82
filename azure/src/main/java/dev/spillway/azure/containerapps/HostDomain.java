package dev.spillway.azure.containerapps;

import dev.spillway.azure.client.ArmAnswer;
import dev.spillway.azure.client.ArmCall;
import dev.spillway.azure.client.ArmError;
import dev.spillway.azure.site.Pfx;
import dev.spillway.core.AdapterException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The app's public host name at the container app, with its certificate, which lies in the
 * environment: without it the environment's front knows no such host. The cloud binds a name only
 * when DNS proves that it is ours.
 */
final class HostDomain {
  private final Place place;
  private final Apps apps;

  HostDomain(Place place, Apps apps) {
    this.place = place;
    this.apps = apps;
  }

  /**
   * @param app as it was just read
   */
  void ensure(Environment around, JsonNode app) throws AdapterException {
    String certificate = certificate(around);
    JsonNode ingress = app.path("properties").path("configuration").path("ingress");
    JsonNode there = ingress.path("customDomains");
    if (bound(there, certificate)) {
      return;
    }
    ObjectNode patch = Body.object();
    ArrayNode domains =
        patch
            .putObject("properties")
            .putObject("configuration")
            .putObject("ingress")
            .putArray("customDomains");
    there.forEach(d -> {
      if (!ours(d)) {
        domains.add(d);
      }
    });
    ObjectNode domain = domains.addObject().put("name", place.host());
    if (certificate.isEmpty()) {
      domain.put("bindingType", "Disabled");
    } else {
      domain.put("bindingType", "SniEnabled").put("certificateId", certificate);
    }
    ArmAnswer answer = apps.send(app, patch);
    if (!answer.good() && unproved(answer.error())) {
      String proof = app.path("properties").path("customDomainVerificationId").asString("");
      throw new AdapterException.Invalid(
          "the cloud does not take "
              + place.host()
              + " for ours: publish a TXT record asuid."
              + place.host()
              + (proof.isEmpty() ? "" : " with " + proof)
              + " and keep it for good ("
              + answer.error()
              + ")");
    }
    answer.orThrow("cannot bind " + place.host() + " to the container app");
  }

  private boolean ours(JsonNode domain) {
    return domain.path("name").asString("").equalsIgnoreCase(place.host());
  }

  private boolean bound(JsonNode domains, String certificate) {
    for (JsonNode domain : domains) {
      if (ours(domain)) {
        return domain.path("certificateId").asString("").equalsIgnoreCase(certificate);
      }
    }
    return false;
  }

  private static boolean unproved(ArmError error) {
    String message = error.message().toLowerCase(Locale.ROOT);
    return message.contains("asuid") || message.contains("txt record") || message.contains("cname");
  }

  /** Its id; empty when the host is served without TLS. What a certificate holds is for good. */
  private String certificate(Environment around) throws AdapterException {
    Path file = place.settings().certificate();
    if (file == null) {
      return "";
    }
    Pfx pfx = Pfx.read(file, place.settings().certificatePassword());
    String thumbprint = pfx.thumbprint();
    String name =
        place.settings().app() + "-" + thumbprint.substring(0, 12).toLowerCase(Locale.ROOT);
    String id = around.id() + "/certificates/" + name;
    for (JsonNode one : certificates()) {
      boolean same =
          one.path("properties").path("thumbprint").asString("").equalsIgnoreCase(thumbprint);
      if (same && one.path("name").asString("").equals(name)) {
        return id;
      }
    }
    ObjectNode body = Body.object().put("location", around.location());
    place.owner().mark(body);
    body.putObject("properties").put("value", pfx.base64()).put("password", pfx.password());
    ArmCall call = place.around(AppOperations.CERTIFICATE_PUT, "certificate", name).body(body);
    place.run(call, "cannot bring the certificate " + file + " to the environment");
    return id;
  }

  private List<JsonNode> certificates() throws AdapterException {
    return place
        .send(place.around(AppOperations.CERTIFICATE_LIST))
        .orThrow("cannot list the certificates of " + place.settings().environment())
        .body()
        .path("value")
        .valueStream()
        .toList();
  }

  /** All of this site's, also those of earlier files. */
  void removeCertificates() throws AdapterException {
    if (place.settings().certificate() == null) {
      return;
    }
    List<JsonNode> ours = new ArrayList<>(certificates());
    ours.removeIf(c -> !place.owner().owns(c));
    for (JsonNode one : ours) {
      String name = one.path("name").asString("");
      ArmAnswer answer =
          place.send(place.around(AppOperations.CERTIFICATE_DELETE, "certificate", name));
      if (!answer.missing()) {
        answer.orThrow("cannot remove the certificate " + name);
      }
    }
  }
}
