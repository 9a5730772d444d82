package dev.spillway.azure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.azure.Rights.AdapterRights;
import dev.spillway.azure.client.Operation;
import dev.spillway.azure.fake.Calls;
import dev.spillway.azure.fake.FakeAzure;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * That no call lacks its right is held by every test (see the judge); here, that the definitions
 * are well made. That no right lacks its call is held by each adapter's own test, by {@link #used}.
 */
public class RightsTest {
  /** The actions that were called or asked for, to be compared with those of a role. */
  public static Set<String> used(FakeAzure fake, AdapterRights rights) {
    Set<String> all =
        fake.exchanges().stream()
            .flatMap(e -> Calls.of(e.request(), rights.operations()).stream())
            .map(Operation::action)
            .collect(Collectors.toCollection(TreeSet::new));
    fake.needed().stream().filter(rights.actions()::contains).forEach(all::add);
    return all;
  }

  @Test
  void aDefinitionHasExactlyTheActionsOfItsCalls() {
    AdapterRights rights = Rights.of("traffic-manager").orElseThrow();
    assertThat(rights.definition("/subscriptions/s/resourceGroups/g").toPrettyString())
        .isEqualTo(
            """
            {
              "Name" : "Spillway traffic-manager",
              "IsCustom" : true,
              "Description" : "What Spillway calls to set weight and status of a profile's endpoints.",
              "Actions" : [ "Microsoft.Network/trafficManagerProfiles/azureEndpoints/write", "Microsoft.Network/trafficManagerProfiles/externalEndpoints/write", "Microsoft.Network/trafficManagerProfiles/nestedEndpoints/write", "Microsoft.Network/trafficManagerProfiles/read" ],
              "NotActions" : [ ],
              "DataActions" : [ ],
              "NotDataActions" : [ ],
              "AssignableScopes" : [ "/subscriptions/s/resourceGroups/g" ]
            }\
            """);
  }

  @Test
  void noRoleHasAWildcardAndNoCallIsWithoutItsAction() {
    for (AdapterRights rights : Rights.ALL) {
      assertThat(rights.actions()).as(rights.type()).isNotEmpty().noneMatch(a -> a.contains("*"));
      assertThat(rights.operations()).as(rights.type()).noneMatch(o -> o.action().isEmpty());
      assertThat(rights.operations())
          .as("what reads has a read right: " + rights.type())
          .allMatch(
              o -> o.verb() != dev.spillway.azure.client.Verb.GET || o.action().endsWith("/read"));
    }
  }

  @Test
  void whatIsNotInAGroupIsForTheWholeSubscription() {
    assertThat(Rights.ALL)
        .filteredOn(AdapterRights::wholeSubscription)
        .extracting(AdapterRights::type)
        .containsExactly("azure-container-apps-operations", "azure-subscription", "azure-check");
    assertThat(Rights.of("azure-subscription").orElseThrow().actions())
        .containsExactly(
            "Microsoft.Resources/subscriptions/providers/read",
            "Microsoft.Resources/subscriptions/read",
            "Microsoft.Web/locations/operationResults/read");
  }
}
