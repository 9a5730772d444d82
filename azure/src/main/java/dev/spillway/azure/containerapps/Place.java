package dev.spillway.azure.containerapps;

import dev.spillway.azure.Access;
import dev.spillway.azure.client.ArmAnswer;
import dev.spillway.azure.client.ArmCall;
import dev.spillway.azure.client.Operation;
import dev.spillway.azure.site.Owner;
import dev.spillway.core.AdapterException;
import java.util.ArrayList;
import java.util.List;

/** What all parts of this platform share: the client, the settings, the owner's marks. */
record Place(Access access, ContainerAppsSettings settings, Owner owner, String host) {

  /** A call in the app's resource group, about the app. */
  ArmCall call(Operation operation, String... more) {
    List<String> all = new ArrayList<>(List.of("group", settings.group(), "app", settings.app()));
    all.addAll(List.of(more));
    return ArmCall.of(operation, all.toArray(String[]::new));
  }

  /** A call about the environment. */
  ArmCall around(Operation operation, String... more) {
    List<String> all = new ArrayList<>();
    all.addAll(List.of("group", settings.environmentGroup()));
    all.addAll(List.of("environment", settings.environment()));
    all.addAll(List.of(more));
    return ArmCall.of(operation, all.toArray(String[]::new));
  }

  ArmAnswer send(ArmCall call) throws AdapterException {
    return access.arm().send(call);
  }

  /** With what it began, to its end. */
  ArmAnswer run(ArmCall call, String what) throws AdapterException {
    return access.arm().run(call, what);
  }
}
