package dev.spillway.azure.machine;

import dev.spillway.azure.client.ArmAnswer;
import dev.spillway.azure.client.ArmCall;
import dev.spillway.azure.client.Operation;
import dev.spillway.core.AdapterException;
import dev.spillway.core.Machine;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Asks a cloud for one virtual machine: its power, then where it is. For one thread at a time. */
final class MachineReader {
  /** An interface or an address may be in another group, or another subscription. */
  private static final Pattern ID =
      Pattern.compile(
          "(?i)/subscriptions/([^/]+)/resourceGroups/([^/]+)/providers/Microsoft\\.Network"
              + "/(?:networkInterfaces|publicIPAddresses)/([^/]+)");

  /** Who makes the calls. */
  @FunctionalInterface
  interface Asker {
    ArmAnswer send(ArmCall call) throws AdapterException;
  }

  private final Asker asker;
  private final String group;
  private final String name;
  private final String service;

  MachineReader(Asker asker, String group, String name, String service) {
    this.asker = asker;
    this.group = group;
    this.name = name;
    this.service = service;
  }

  /**
   * A machine that is not there is told as such. Where it is stays open when that may not be read:
   * whether it runs is worth more.
   *
   * @throws AdapterException when the machine itself cannot be read
   */
  Machine read() throws AdapterException {
    ArmAnswer answer =
        asker.send(ArmCall.of(MachineOperations.MACHINE, "group", group, "machine", name));
    if (answer.missing() && answer.error().code().equals("ResourceNotFound")) {
      String advice = "was it removed? see: az vm list -g " + group;
      return new Machine(name, service, false, "not there", List.of(), advice);
    }
    JsonNode body = answer.orThrow("cannot read the machine " + name).body();
    PowerState power = PowerState.of(body);
    String start = power.startable() ? "start it: az vm start -g " + group + " -n " + name : "";
    List<String> advices = new ArrayList<>(start.isEmpty() ? List.of() : List.of(start));
    Set<String> inside = new LinkedHashSet<>();
    Set<String> outside = new LinkedHashSet<>();
    try {
      for (JsonNode one :
          body.path("properties").path("networkProfile").path("networkInterfaces")) {
        addresses(one.path("id").asString(""), inside, outside);
      }
    } catch (AdapterException e) {
      advices.add("not all of its addresses are known: " + e.getMessage());
    }
    inside.addAll(outside);
    return new Machine(
        name, service, power.runs(), power.text(), List.copyOf(inside), String.join("; ", advices));
  }

  private void addresses(String id, Set<String> inside, Set<String> outside)
      throws AdapterException {
    JsonNode found = get(MachineOperations.INTERFACE, "interface", id);
    for (JsonNode one : found.path("properties").path("ipConfigurations")) {
      JsonNode properties = one.path("properties");
      String own = properties.path("privateIPAddress").asString("");
      if (!own.isEmpty()) {
        inside.add(own);
      }
      String shared = properties.path("publicIPAddress").path("id").asString("");
      if (!shared.isEmpty()) {
        String address =
            get(MachineOperations.ADDRESS, "address", shared)
                .path("properties")
                .path("ipAddress")
                .asString("");
        // A dynamic one is given back while the machine is deallocated.
        if (!address.isEmpty()) {
          outside.add(address);
        }
      }
    }
  }

  private JsonNode get(Operation operation, String parameter, String id) throws AdapterException {
    Matcher parts = ID.matcher(id);
    if (!parts.matches()) {
      throw new AdapterException.Invalid("the cloud names '" + id + "', which is no " + parameter);
    }
    ArmCall call =
        ArmCall.of(
            operation,
            "subscription",
            parts.group(1),
            "group",
            parts.group(2),
            parameter,
            parts.group(3));
    return asker.send(call).orThrow("cannot read the " + parameter + " " + parts.group(3)).body();
  }
}
