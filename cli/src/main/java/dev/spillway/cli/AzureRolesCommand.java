package dev.spillway.cli;

import dev.spillway.azure.Rights;
import dev.spillway.azure.Rights.AdapterRights;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

@Command(
    name = "roles",
    description = {
      "Prints custom roles with exactly the actions that Spillway uses.",
      "With a type: one definition, for 'az role definition create --role-definition @FILE'."
    },
    mixinStandardHelpOptions = true)
final class AzureRolesCommand implements Callable<Integer> {
  @Mixin Output output = new Output();

  @Parameters(
      arity = "0..1",
      paramLabel = "TYPE",
      description =
          "Whose role, by its type in an app's file. Without it: all, with their actions.")
  @Nullable String type;

  @Option(
      names = "--subscription",
      paramLabel = "ID",
      defaultValue = "SUBSCRIPTION",
      description = "Where the role can be assigned (default: a word to replace).")
  String subscription = "";

  @Option(
      names = "--resource-group",
      paramLabel = "NAME",
      description = "The same, narrower. Without it: the whole subscription.")
  @Nullable String group;

  @Override
  public Integer call() {
    if (type != null) {
      String wanted = type;
      AdapterRights one =
          Rights.of(wanted)
              .orElseThrow(
                  () -> Failure.usage("'" + wanted + "' has no role; there are " + types()));
      output.print(one.definition(scope(one)));
      return 0;
    }
    if (output.json()) {
      ArrayNode all = JsonNodeFactory.instance.arrayNode();
      Rights.ALL.forEach(r -> all.add(r.definition(scope(r))));
      output.print(all);
      return 0;
    }
    for (AdapterRights one : Rights.ALL) {
      output.print(one.type() + ": to " + one.purpose());
      one.actions().forEach(action -> output.print("  " + action));
    }
    return 0;
  }

  private String scope(AdapterRights rights) {
    String whole = "/subscriptions/" + subscription;
    return group == null || rights.wholeSubscription() ? whole : whole + "/resourceGroups/" + group;
  }

  private static String types() {
    return Rights.ALL.stream().map(AdapterRights::type).collect(Collectors.joining(", "));
  }
}
