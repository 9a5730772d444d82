package dev.spillway.azure.appservice;

import dev.spillway.azure.client.ArmAnswer;
import dev.spillway.azure.client.ArmError;
import dev.spillway.core.AdapterException;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The app's public host name at the site, with its certificate: without it the site answers that it
 * knows no such host. The cloud binds a name only when DNS proves that it is ours.
 */
final class HostBinding {
  private final Place place;
  private final HostCertificate certificate;

  HostBinding(Place place) {
    this.place = place;
    this.certificate = new HostCertificate(place);
  }

  void ensure(Sites.Site site) throws AdapterException {
    Optional<String> thumbprint = certificate.ensure(site.location());
    if (bound(thumbprint)) {
      return;
    }
    ObjectNode body = Place.object();
    ObjectNode properties = body.putObject("properties");
    properties.put("siteName", place.settings().site());
    properties.put("hostNameType", "Verified");
    properties.put("customHostNameDnsRecordType", "A");
    properties.put("sslState", thumbprint.isPresent() ? "SniEnabled" : "Disabled");
    thumbprint.ifPresent(print -> properties.put("thumbprint", print));
    ArmAnswer answer =
        place.send(place.call(WebOperations.BINDING_PUT, "host", place.host()).body(body));
    if (!answer.good() && unproved(answer.error())) {
      throw new AdapterException.Invalid(
          "the cloud does not take "
              + place.host()
              + " for ours: publish a TXT record asuid."
              + place.host()
              + (site.proof().isEmpty() ? "" : " with " + site.proof())
              + " and keep it for good ("
              + answer.error()
              + ")");
    }
    answer.orThrow("cannot bind " + place.host() + " to the site");
  }

  /** Bound, and with this certificate. */
  boolean bound(Optional<String> thumbprint) throws AdapterException {
    ArmAnswer answer = place.send(place.call(WebOperations.BINDING_GET, "host", place.host()));
    if (answer.missing()) {
      return false;
    }
    JsonNode properties =
        answer.orThrow("cannot read the binding of " + place.host()).body().path("properties");
    return properties.path("thumbprint").asString("").equalsIgnoreCase(thumbprint.orElse(""));
  }

  private static boolean unproved(ArmError error) {
    String message = error.message().toLowerCase(Locale.ROOT);
    return message.contains("asuid") || message.contains("txt record") || message.contains("cname");
  }

  void removeCertificate() throws AdapterException {
    certificate.remove();
  }
}
