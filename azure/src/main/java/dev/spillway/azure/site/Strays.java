package dev.spillway.azure.site;

import dev.spillway.azure.client.Arm;
import dev.spillway.azure.client.ArmCall;
import dev.spillway.azure.client.CommonOperations;
import dev.spillway.core.AdapterException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/**
 * What bears our marks in the resource group under names that are none of the present ones: left by
 * a configuration that was changed. The list may lag behind what is, so it is not asked for what
 * has a name.
 */
public final class Strays {
  private final Owner owner;
  private final String group;
  private final Set<String> named = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

  /**
   * @param present names that are asked for elsewhere, or do not bill
   */
  public Strays(Owner owner, String group, Collection<String> present) {
    this.owner = owner;
    this.group = group;
    named.addAll(present);
  }

  /** Type and name of each, and the command that removes it, for people. */
  public List<String> find(Arm arm) throws AdapterException {
    String filter = "tagName eq '" + Owner.SITE_TAG + "' and tagValue eq '" + owner.site() + "'";
    ArmCall call = ArmCall.of(CommonOperations.GROUP_RESOURCES, "group", group);
    JsonNode body =
        arm.send(call.query("$filter", filter))
            .orThrow("cannot list the resources of " + group)
            .body();
    List<String> all = new ArrayList<>();
    for (JsonNode one : body.path("value")) {
      String name = one.path("name").asString("");
      if (owner.owns(one) && !named.contains(name)) {
        all.add(
            one.path("type").asString("")
                + " "
                + name
                + ", which no file names any more; to remove it: az resource delete --ids "
                + one.path("id").asString(""));
      }
    }
    return all;
  }
}
