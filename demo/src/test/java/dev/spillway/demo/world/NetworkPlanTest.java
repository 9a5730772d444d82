package dev.spillway.demo.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NetworkPlanTest {
  private final List<String> plan =
      NetworkPlan.up(Addresses.namespaces()).stream().map(c -> String.join(" ", c)).toList();

  @Test
  void everyNamespaceIsMarkedBeforeAnythingElseHappensInIt() {
    for (Place place : Place.values()) {
      int made = plan.indexOf("ip netns add " + place.namespace());
      assertThat(plan.get(made + 1))
          .isEqualTo("ip netns exec " + place.namespace() + " ip link set lo alias spillway demo");
    }
  }

  @Test
  void nothingIsDoneToTheRootNamespace() {
    assertThat(plan)
        .allMatch(c -> c.startsWith("ip netns add sp-") || c.startsWith("ip netns exec sp-"));
  }

  @Test
  void theCloudHasARouteToTheDataSoThatOnlyTheFirewallRefuses() {
    assertThat(plan)
        .contains("ip netns exec sp-cloud ip route add 10.0.2.0/24 via 198.51.100.1")
        .contains("ip netns exec sp-net ip route add 10.0.2.0/24 via 203.0.113.2");
    assertThat(NetworkPlan.firewall(Addresses.namespaces()))
        .contains("ip saddr 10.0.2.1 accept", "counter drop");
  }
}
