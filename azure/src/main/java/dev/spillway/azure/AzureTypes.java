package dev.spillway.azure;

import dev.spillway.azure.appservice.AppServicePlatform;
import dev.spillway.azure.containerapps.ContainerAppsPlatform;
import dev.spillway.azure.machine.VirtualMachine;
import dev.spillway.azure.monitor.MonitorType;
import dev.spillway.azure.steering.SteeringTypes;
import dev.spillway.core.AdapterType;
import java.util.ArrayList;
import java.util.List;

/** What this module adds to the configuration. */
public final class AzureTypes {
  /** Its libraries are loaded when the first of these is made, and not before. */
  public static final List<AdapterType<?>> ALL = all();

  private AzureTypes() {}

  private static List<AdapterType<?>> all() {
    List<AdapterType<?>> all = new ArrayList<>();
    all.add(AppServicePlatform.TYPE);
    all.add(ContainerAppsPlatform.TYPE);
    all.add(MonitorType.TYPE);
    all.add(VirtualMachine.TYPE);
    all.addAll(SteeringTypes.ALL);
    return List.copyOf(all);
  }
}
