package dev.spillway.azure.appservice;

import dev.spillway.azure.client.ArmAnswer;
import dev.spillway.azure.site.Pfx;
import dev.spillway.core.AdapterException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** The certificate for the app's host, brought to the cloud once for each of its versions. */
final class HostCertificate {
  private final Place place;

  HostCertificate(Place place) {
    this.place = place;
  }

  /**
   * @return its thumbprint; empty when the app is served without TLS
   */
  Optional<String> ensure(String location) throws AdapterException {
    Path file = place.settings().certificate();
    if (file == null) {
      return Optional.empty();
    }
    Pfx pfx = Pfx.read(file, place.settings().certificatePassword());
    String thumbprint = pfx.thumbprint();
    ArmAnswer there = place.send(place.call(WebOperations.CERTIFICATE_GET, "certificate", name()));
    boolean same =
        there
            .body()
            .path("properties")
            .path("thumbprint")
            .asString("")
            .equalsIgnoreCase(thumbprint);
    if (there.good() && same) {
      return Optional.of(thumbprint);
    }
    ObjectNode body = Place.object();
    body.put("location", location);
    place.owner().mark(body);
    body.putObject("properties").put("pfxBlob", pfx.base64()).put("password", pfx.password());
    place
        .send(place.call(WebOperations.CERTIFICATE_PUT, "certificate", name()).body(body))
        .orThrow("cannot bring the certificate " + file + " to the cloud");
    return Optional.of(thumbprint);
  }

  private String name() {
    return place.settings().site() + "-host";
  }

  void remove() throws AdapterException {
    if (place.settings().certificate() == null) {
      return;
    }
    ArmAnswer answer =
        place.send(place.call(WebOperations.CERTIFICATE_DELETE, "certificate", name()));
    if (!answer.missing()) {
      answer.orThrow("cannot remove the certificate " + name());
    }
  }

  /**
   * For people: what the file holds, unless it cannot serve the host.
   *
   * @throws AdapterException.Invalid when it has expired, or is for other hosts
   */
  String validFor(Instant now) throws AdapterException.Invalid {
    Path file = Objects.requireNonNull(place.settings().certificate());
    return Pfx.read(file, place.settings().certificatePassword()).validFor(place.host(), now);
  }
}
