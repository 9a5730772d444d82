package dev.spillway.demo.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TallyTest {
  @Test
  void aRequestCountsInTheSecondInWhichItWasMeantToBeSent() {
    Tally tally = new Tally();
    tally.count(0.2, "home", Second.End.OK, 90_000);
    tally.count(0.9, "cloud", Second.End.TIMEOUT, 2_000_000);
    tally.count(1.1, "cloud", Second.End.OK, 40_000);
    tally.answered(0.5, "cloud");
    assertThat(tally.line(0, 2.5))
        .startsWith("{\"kind\":\"second\",\"t\":0,\"offered\":2.50,\"sent\":2,\"lost\":1,")
        .contains("\"ends\":{\"ok\":1,\"timeout\":1}", "\"served\":{\"home\":1}")
        .contains("\"answers\":{\"cloud\":1}");
    assertThat(tally.totals(2)).contains("\"offered\":1.50,\"sent\":3,\"lost\":1");
  }

  @Test
  void optionsSurviveTheCommandLine() {
    ClientsOptions options =
        new ClientsOptions(
            Path.of("/x/load.csv"),
            new dev.spillway.core.Endpoint("203.0.113.53", 53),
            "shop.example.test",
            8080,
            Map.of("203.0.113.", "home"),
            400,
            20_000,
            "198.18",
            0.05,
            7);
    assertThat(ClientsOptions.parse(options.arguments().toArray(String[]::new))).isEqualTo(options);
    assertThat(options.siteOf("203.0.113.10")).isEqualTo("home");
    assertThat(options.siteOf("192.0.2.1")).isEqualTo("other");
  }
}
