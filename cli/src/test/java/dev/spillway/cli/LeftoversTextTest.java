package dev.spillway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class LeftoversTextTest {
  @ParameterizedTest
  @CsvSource({
    "PUBLIC,  0,   '',            true",
    "PUBLIC,  0.2, '',            false",
    "PUBLIC,  0,   '{\"id\": \"a\"}', false",
    "PRIVATE, 0,   '',            false"
  })
  void whatIsStillThereIsToldWhenNothingServesThere(
      String role, double share, String instance, boolean told) {
    String app =
        """
        {"app": "shop", "host": "shop.example.com", "phase": "HOME", "sites": [
          {"site": "azure", "role": "%s", "share": %s, "instances": [%s],
           "leftovers": ["plan shop-before, remove it"]}]}
        """
            .formatted(role, share, instance);
    String line = "Left      at azure: plan shop-before, remove it\n";
    String text = StatusText.of(JsonMapper.shared().readTree(app));
    assertThat(text.contains(line)).isEqualTo(told);
  }
}
