package dev.spillway.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.demo.world.Addresses;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class ScenarioTest {
  @Test
  void theEveningBeginsAndEndsLowAndCannotBeCarriedAtHome() {
    Scenario fast = Scenario.of(true);
    double capacity = fast.homeCapacity();
    assertThat(capacity).isEqualTo(120);
    assertThat(fast.load().at(0)).isLessThan(0.62 * capacity);
    assertThat(fast.load().at(fast.load().seconds())).isLessThan(0.62 * capacity);
    assertThat(fast.tailRate()).isLessThan(0.4 * capacity);
    assertThat(fast.load().above(capacity)).isGreaterThan(0.2);
    assertThat(fast.load().seconds()).isEqualTo(165);
    assertThat(fast.notices().getFirst()).contains("10 h as recorded, 211 times faster");
    assertThat(Scenario.of(false).load().seconds()).isEqualTo(480);
  }

  @Test
  void theNoticeOfTheTraceIsShippedWithIt() throws Exception {
    try (InputStream in = Scenario.class.getResourceAsStream("load/wc98.COPYRIGHT.txt")) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
          .contains("Copyright (C) 1997, 1998, 1999 Hewlett-Packard Company");
    }
  }

  @Test
  void aForeignClientsAnswersAreCountedByTheirFirstAddress() {
    String said =
        """
        ;shop.example.test. IN A
        shop.example.test. 2 IN A 203.0.113.10
        shop.example.test. 2 IN A 203.0.113.11
        ;shop.example.test. IN A
        shop.example.test. 2 IN A 198.51.100.10
        ;shop.example.test. IN A
        """;
    assertThat(ForeignClient.count(said, Addresses.namespaces()))
        .isEqualTo(new ForeignClient.Answers(1, 1));
  }

  @Test
  void figuresCountTheRecordedLoadOnlyAndFindThePeak() {
    JsonMapper json = JsonMapper.builder().build();
    Figures f =
        Figures.of(
            List.of(
                json.readTree("{\"t\":0,\"sent\":10,\"lost\":0,\"served\":{\"home\":10}}"),
                json.readTree(
                    "{\"t\":1,\"sent\":20,\"lost\":4,\"served\":{\"home\":8,\"cloud\":8}}"),
                json.readTree("{\"t\":2,\"sent\":9,\"lost\":9,\"served\":{}}")),
            2,
            1);
    assertThat(f).isEqualTo(new Figures(30, 4, 20, 0.5));
  }
}
