package dev.spillway.signals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SelectorTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "hits;true",
        "other;false",
        "hits{code=\"200\"};true",
        "hits{code!=\"200\"};false",
        "hits{code=\"200\", method!=\"post\"};true",
        "hits{absent=\"\"};true",
        "hits{absent!=\"\"};false",
        "hits{};true"
      })
  void samplesArePickedByNameAndLabels(String selector, boolean picked) throws Exception {
    var sample = PrometheusText.parse("hits{code=\"200\",method=\"get\"} 1").samples().getFirst();
    assertThat(Selector.parse(selector).picks(sample)).isEqualTo(picked);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "9a", "a{", "a{b}", "a{b=c}", "a{b=~\"x\"}", "a{b=\"1\" c=\"2\"}", "a{,}"})
  void whatIsNoSelectorIsRefusedWithAnExample(String text) {
    assertThatThrownBy(() -> Selector.parse(text))
        .hasMessage(
            "'" + text + "' is not a selector such as name{label=\"value\",label!=\"value\"}");
  }
}
