package dev.spillway.azure.client;

/**
 * One kind of call to the Resource Manager. All calls are made from these, so that the rights that
 * a sign-in needs are exactly the actions of the operations that are used.
 *
 * @param name for people and metrics, such as {@code plan.get}
 * @param verb the HTTP method
 * @param path from {@code /subscriptions} on, with {@code {subscription}}, {@code {group}} and
 *     further parameters in braces; a query may follow, without {@code api-version}
 * @param action the right that it needs, such as {@code Microsoft.Web/serverfarms/read}; empty when
 *     it needs none
 * @param api whose versions it has
 */
public record Operation(String name, Verb verb, String path, String action, Api api) {
  @Override
  public String toString() {
    return name;
  }
}
