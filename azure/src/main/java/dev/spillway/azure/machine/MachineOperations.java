package dev.spillway.azure.machine;

import dev.spillway.azure.client.Api;
import dev.spillway.azure.client.Operation;
import dev.spillway.azure.client.Verb;
import java.util.List;

/**
 * The calls that tell of a virtual machine; each only reads.
 *
 * @see <a href="https://learn.microsoft.com/rest/api/compute/virtual-machines/get">Machines</a>
 * @see <a href="https://learn.microsoft.com/rest/api/virtualnetwork/network-interfaces/get">Network
 *     interfaces</a>
 */
public final class MachineOperations {
  private static final Api COMPUTE = Api.of("Microsoft.Compute", "2024-03-01", "2020-06-01");
  private static final Api NETWORK = Api.of("Microsoft.Network", "2024-01-01", "2018-11-01");
  private static final String GROUP =
      "/subscriptions/{subscription}/resourceGroups/{group}/providers/";

  static final Operation MACHINE =
      new Operation(
          "machine.get",
          Verb.GET,
          GROUP + "Microsoft.Compute/virtualMachines/{machine}?$expand=instanceView",
          "Microsoft.Compute/virtualMachines/read",
          COMPUTE);
  static final Operation INTERFACE =
      new Operation(
          "machine.interface",
          Verb.GET,
          GROUP + "Microsoft.Network/networkInterfaces/{interface}",
          "Microsoft.Network/networkInterfaces/read",
          NETWORK);
  static final Operation ADDRESS =
      new Operation(
          "machine.address",
          Verb.GET,
          GROUP + "Microsoft.Network/publicIPAddresses/{address}",
          "Microsoft.Network/publicIPAddresses/read",
          NETWORK);

  /** All of them. */
  public static final List<Operation> ALL = List.of(MACHINE, INTERFACE, ADDRESS);

  private MachineOperations() {}
}
