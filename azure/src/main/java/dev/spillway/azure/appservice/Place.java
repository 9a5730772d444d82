package dev.spillway.azure.appservice;

import dev.spillway.azure.Access;
import dev.spillway.azure.client.ArmAnswer;
import dev.spillway.azure.client.ArmCall;
import dev.spillway.azure.client.Operation;
import dev.spillway.azure.site.Owner;
import dev.spillway.azure.site.Strays;
import dev.spillway.core.AdapterException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What all parts of this platform share: the client, the settings, the owner's marks. */
record Place(Access access, AppServiceSettings settings, Owner owner, String host) {
  static final JsonMapper JSON = JsonMapper.builder().build();

  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  /** A call in the site's resource group, about its site. */
  ArmCall call(Operation operation, String... more) {
    List<String> all = new ArrayList<>(List.of("group", settings.group(), "site", settings.site()));
    all.addAll(List.of("slot", Spot.SLOT_NAME));
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

  /** What is ours under names that are none of the present ones. */
  List<String> strays() throws AdapterException {
    List<String> present = new ArrayList<>(List.of(settings.site()));
    present.add(settings.site() + "/" + Spot.SLOT_NAME);
    present.add(settings.site() + "-host"); // a certificate is not billed
    for (int i = 0; i < settings.regions().size(); i++) {
      present.add(settings.plan(i));
    }
    return new Strays(owner, settings.group(), present).find(access.arm());
  }
}
