package dev.spillway.azure.fake;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** One virtual machine. Guarded by its provider. */
public final class FakeMachine {
  private record Nic(String name, List<String> addresses, @Nullable String shared) {}

  private final String group;
  private final String name;
  private final List<Nic> nics = new ArrayList<>();
  private String power = "running";
  private String provisioning = "succeeded";

  FakeMachine(String group, String name) {
    this.group = group;
    this.name = name;
  }

  /**
   * @param power as after {@code PowerState/}; empty for a machine that tells none
   */
  public FakeMachine power(String now) {
    power = now;
    return this;
  }

  /**
   * @param now as after {@code ProvisioningState/}
   */
  public FakeMachine provisioning(String now) {
    provisioning = now;
    return this;
  }

  /**
   * Another interface.
   *
   * @param shared its public address, which is dynamic; null for none
   */
  public FakeMachine nic(String nic, @Nullable String shared, String... addresses) {
    nics.add(new Nic(nic, List.of(addresses), shared));
    return this;
  }

  boolean is(String inGroup, String called) {
    return group.equalsIgnoreCase(inGroup) && name.equalsIgnoreCase(called);
  }

  ObjectNode body(String path, boolean inView) {
    ObjectNode body = resource(path, name, "Microsoft.Compute/virtualMachines");
    ObjectNode properties = body.putObject("properties");
    properties.put("vmId", "6c7a3f1a-0000-4000-8000-000000000001");
    properties.put("provisioningState", provisioning.startsWith("failed") ? "Failed" : "Succeeded");
    properties.putObject("hardwareProfile").put("vmSize", "Standard_DS2_v2");
    ArrayNode all = properties.putObject("networkProfile").putArray("networkInterfaces");
    for (Nic nic : nics) {
      ObjectNode one = all.addObject().put("id", network(path, "networkInterfaces/" + nic.name()));
      one.putObject("properties").put("primary", nic.equals(nics.getFirst()));
    }
    if (inView) {
      statuses(properties.putObject("instanceView").putArray("statuses"));
    }
    return body;
  }

  private void statuses(ArrayNode statuses) {
    boolean failed = provisioning.startsWith("failed");
    ObjectNode first = statuses.addObject().put("code", "ProvisioningState/" + provisioning);
    first.put("level", failed ? "Error" : "Info");
    first.put("displayStatus", failed ? "Provisioning failed" : "Provisioning " + provisioning);
    if (failed) {
      first.put("message", "OS Provisioning did not finish in the allotted time.");
    }
    if (!power.isEmpty()) {
      ObjectNode second = statuses.addObject().put("code", "PowerState/" + power);
      second.put("level", "Info").put("displayStatus", "VM " + power);
    }
  }

  Optional<ObjectNode> nic(String path, String called) {
    return nics.stream().filter(n -> n.name().equalsIgnoreCase(called)).findFirst().map(nic -> {
      ObjectNode body = resource(path, nic.name(), "Microsoft.Network/networkInterfaces");
      ObjectNode properties = body.putObject("properties").put("provisioningState", "Succeeded");
      ArrayNode all = properties.putArray("ipConfigurations");
      for (String address : nic.addresses()) {
        ObjectNode one = all.addObject().put("name", "ip" + all.size());
        ObjectNode inner = one.putObject("properties").put("privateIPAddress", address);
        inner.put("privateIPAllocationMethod", "Dynamic").put("primary", all.size() == 1);
        if (nic.shared() != null && all.size() == 1) {
          String id = network(path, "publicIPAddresses/" + nic.name() + "-ip");
          inner.putObject("publicIPAddress").put("id", id);
        }
      }
      return body;
    });
  }

  Optional<ObjectNode> address(String path, String called) {
    return nics.stream()
        .filter(n -> n.shared() != null && (n.name() + "-ip").equalsIgnoreCase(called))
        .findFirst()
        .map(nic -> {
          ObjectNode body =
              resource(path, nic.name() + "-ip", "Microsoft.Network/publicIPAddresses");
          ObjectNode properties = body.putObject("properties").put("provisioningState", "Succeeded");
          properties.put("publicIPAllocationMethod", "Dynamic");
          if (!power.equals("deallocated")) {
            properties.put("ipAddress", nic.shared());
          }
          return body;
        });
  }

  private static ObjectNode resource(String path, String name, String type) {
    ObjectNode body = FakeAzure.JSON.createObjectNode().put("id", path).put("name", name);
    return body.put("type", type).put("location", "westeurope");
  }

  private static String network(String path, String what) {
    return path.replaceFirst("/providers/.*", "") + "/providers/Microsoft.Network/" + what;
  }
}
