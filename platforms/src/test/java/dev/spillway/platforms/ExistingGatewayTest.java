package dev.spillway.platforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.core.AdapterException;
import dev.spillway.core.AdapterSpec;
import dev.spillway.core.Endpoint;
import dev.spillway.core.GatewayHost;
import dev.spillway.core.Money;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExistingGatewayTest {
  @TempDir Path folder;

  private GatewayHost gateway(Map<String, Object> settings) throws AdapterException {
    return new ExistingGateway(
        new AdapterSpec("existing", settings), Contexts.of(folder, List.of()));
  }

  @Test
  void isThereWhileTheSiteUsesItAlsoForTheNextController() throws Exception {
    Map<String, Object> settings =
        Map.of("address", "203.0.113.7:7443", "service-address", "10.1.0.4");
    GatewayHost first = gateway(settings);
    assertThat(first.gateway()).isEmpty();
    first.start();
    GatewayHost next = gateway(settings);
    assertThat(next.gateway().orElseThrow().services())
        .isEqualTo(
            Map.of(
                "customers-db", new Endpoint("10.1.0.4", 15_432),
                "orders-db", new Endpoint("10.1.0.4", 15_433)));
    assertThat(next.bills()).isFalse();
    next.stop();
    next.stop();
    assertThat(first.gateway()).isEmpty();
  }

  @Test
  void whatItsHostCostsIsKnownAndNothingThatItsEndEnds() throws Exception {
    Map<String, Object> settings = Map.of("address", "203.0.113.7:7443", "cost", "0.05 USD/h");
    assertThat(gateway(settings).standing()).isEqualTo(new Money(0.05, "USD"));
    assertThat(gateway(settings).bills()).isFalse();
    assertThat(gateway(Map.of("address", "203.0.113.7:7443")).standing()).isNull();
    assertThatThrownBy(() -> gateway(Map.of("address", "gw.test:1", "cost", "5 cents")))
        .isInstanceOf(AdapterException.Invalid.class)
        .hasMessageContaining("gateway.cost: ");
  }

  @Test
  void portsBeyondTheLastAreRefused() {
    assertThatThrownBy(() -> gateway(Map.of("address", "gw.test:1", "service-port", 65_535)))
        .isInstanceOf(AdapterException.Invalid.class)
        .hasMessageContaining("65535 to 65536");
  }
}
