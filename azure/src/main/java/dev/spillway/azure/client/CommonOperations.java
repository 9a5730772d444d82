package dev.spillway.azure.client;

import java.util.List;

/** Calls of the Resource Manager itself. */
public final class CommonOperations {
  private static final Api RESOURCES = Api.of("", "2019-10-01");
  private static final Api SUBSCRIPTIONS = Api.of("", "2016-06-01");

  public static final Operation SUBSCRIPTION =
      new Operation(
          "subscription.get",
          Verb.GET,
          "/subscriptions/{subscription}",
          "Microsoft.Resources/subscriptions/read",
          SUBSCRIPTIONS);
  public static final Operation PROVIDER =
      new Operation(
          "provider.get",
          Verb.GET,
          "/subscriptions/{subscription}/providers/{provider}",
          "Microsoft.Resources/subscriptions/providers/read",
          RESOURCES);
  public static final Operation GROUP_GET =
      new Operation(
          "group.get",
          Verb.GET,
          "/subscriptions/{subscription}/resourcegroups/{group}",
          "Microsoft.Resources/subscriptions/resourceGroups/read",
          RESOURCES);
  public static final Operation GROUP_RESOURCES =
      new Operation(
          "group.resources",
          Verb.GET,
          "/subscriptions/{subscription}/resourceGroups/{group}/resources",
          "Microsoft.Resources/subscriptions/resourceGroups/resources/read",
          RESOURCES);

  /** Reading how a long-running operation goes, at the address that its answer named. */
  static final Operation POLL = new Operation("poll", Verb.GET, "", "", RESOURCES);

  /** All of them. */
  public static final List<Operation> ALL =
      List.of(SUBSCRIPTION, PROVIDER, GROUP_GET, GROUP_RESOURCES);

  private CommonOperations() {}
}
