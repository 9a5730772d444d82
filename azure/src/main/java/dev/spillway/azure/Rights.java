package dev.spillway.azure;

import dev.spillway.azure.appservice.WebOperations;
import dev.spillway.azure.check.CheckOperations;
import dev.spillway.azure.client.CommonOperations;
import dev.spillway.azure.client.Operation;
import dev.spillway.azure.client.Verb;
import dev.spillway.azure.containerapps.AppOperations;
import dev.spillway.azure.machine.MachineOperations;
import dev.spillway.azure.monitor.MonitorOperations;
import dev.spillway.azure.steering.DnsOperations;
import dev.spillway.azure.steering.TrafficManagerOperations;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a sign-in must be allowed to do: for each adapter a custom role with exactly the actions of
 * the calls that it makes, made from the same list as the calls. Tests hold that every call belongs
 * to a role and that every action of a role is used.
 */
public final class Rights {
  /**
   * The calls of one adapter.
   *
   * @param type as in an app's file
   * @param hub an Azure Stack Hub has its services too
   */
  public record AdapterRights(
      String type, String purpose, boolean hub, List<Operation> operations) {
    public AdapterRights {
      operations = List.copyOf(operations);
    }

    /** Sorted, each once. */
    public List<String> actions() {
      TreeSet<String> actions = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
      operations.stream().map(Operation::action).filter(a -> !a.isEmpty()).forEach(actions::add);
      return List.copyOf(actions);
    }

    /** Some are about a subscription, not about a resource group in it. */
    public boolean wholeSubscription() {
      return operations.stream().anyMatch(o -> !o.path().contains("{group}"));
    }

    /**
     * A definition as {@code az role definition create} takes it.
     *
     * @param scope where it can be assigned, such as a resource group's id
     */
    public ObjectNode definition(String scope) {
      ObjectNode role = JsonNodeFactory.instance.objectNode();
      role.put("Name", "Spillway " + type).put("IsCustom", true);
      role.put("Description", "What Spillway calls to " + purpose + ".");
      actions().forEach(role.putArray("Actions")::add);
      role.putArray("NotActions");
      role.putArray("DataActions");
      role.putArray("NotDataActions");
      role.putArray("AssignableScopes").add(scope);
      return role;
    }
  }

  /** Where App Service says how an operation goes; a right for a resource group is not enough. */
  private static final Operation RESULT =
      new Operation(
          "operation.result",
          Verb.GET,
          "/subscriptions/{subscription}/providers/Microsoft.Web/locations/{location}"
              + "/operationResults/{operation}",
          "Microsoft.Web/locations/operationResults/read",
          WebOperations.WEB);

  /** By adapter; then for whoever uses App Service or a Hub, and for a look beforehand. */
  public static final List<AdapterRights> ALL =
      List.of(
          new AdapterRights(
              "traffic-manager",
              "set weight and status of a profile's endpoints",
              false,
              TrafficManagerOperations.ALL),
          new AdapterRights("azure-dns", "set the addresses of a host", true, DnsOperations.ALL),
          new AdapterRights(
              "azure-monitor", "read the numbers of a web app", true, MonitorOperations.ALL),
          new AdapterRights(
              "azure-monitor-container-apps",
              "read the numbers of a container app",
              false,
              MonitorOperations.OF_CONTAINER_APPS),
          new AdapterRights(
              "azure-virtual-machine",
              "read whether a virtual machine runs and where it is",
              true,
              ofMachines()),
          new AdapterRights(
              "azure-app-service",
              "make, deploy, scale and remove plans and web apps",
              true,
              inGroup()),
          new AdapterRights(
              "azure-container-apps",
              "make, scale, stop and remove container apps",
              false,
              AppOperations.ALL),
          new AdapterRights(
              "azure-container-apps-operations",
              "see how operations of Container Apps go, which is not in a resource group",
              false,
              AppOperations.FOLLOWED),
          new AdapterRights(
              "azure-subscription",
              "read what is not in a resource group: the subscription, which versions a Hub has, and"
                  + " how operations of App Service go",
              true,
              List.of(CommonOperations.SUBSCRIPTION, CommonOperations.PROVIDER, RESULT)),
          new AdapterRights(
              "azure-check",
              "see what would stand in the way, for spillway check --online",
              true,
              CheckOperations.ALL),
          new AdapterRights(
              "azure-container-apps-check",
              "see how much of an environment is used, for spillway check --online",
              false,
              AppOperations.CHECKED));

  private Rights() {}

  private static List<Operation> ofMachines() {
    List<Operation> all = new ArrayList<>(MachineOperations.ALL);
    all.add(CommonOperations.GROUP_GET);
    return all;
  }

  private static List<Operation> inGroup() {
    List<Operation> all = new ArrayList<>(WebOperations.ALL);
    all.add(CommonOperations.GROUP_GET);
    all.add(CommonOperations.GROUP_RESOURCES);
    return all;
  }

  /** Of the adapter with this type; empty when there is none. */
  public static Optional<AdapterRights> of(String type) {
    return ALL.stream().filter(r -> r.type().equals(type)).findFirst();
  }
}
