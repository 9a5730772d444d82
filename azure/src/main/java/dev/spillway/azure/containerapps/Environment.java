package dev.spillway.azure.containerapps;

import dev.spillway.azure.client.ArmAnswer;
import dev.spillway.core.AdapterException;
import tools.jackson.databind.JsonNode;

/**
 * The managed environment that the app runs in; it exists and is never changed, but for the host's
 * certificate.
 *
 * @param id of the resource
 * @param address that all its apps are reached at
 * @param proof what the TXT record of a host has to say; empty when it is not told
 */
record Environment(String id, String location, String address, String proof) {

  static Environment read(Place place) throws AdapterException {
    String name = place.settings().environment();
    ArmAnswer answer = place.send(place.around(AppOperations.ENVIRONMENT_GET));
    if (answer.missing()) {
      throw new AdapterException.Invalid(
          "environment: there is no "
              + name
              + " in "
              + place.settings().environmentGroup()
              + "; make it: az containerapp env create -n "
              + name);
    }
    JsonNode body = answer.orThrow("cannot read the environment " + name).body();
    return new Environment(
        body.path("id").asString(""),
        body.path("location").asString(""),
        body.path("properties").path("staticIp").asString(""),
        body.path("properties")
            .path("customDomainConfiguration")
            .path("customDomainVerificationId")
            .asString(""));
  }
}
