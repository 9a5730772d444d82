package dev.spillway.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitsTest {
  @ParameterizedTest
  @CsvSource({"300ms,300", "20s,20000", "1.5s,1500", "5min,300000", "5m,300000", "2h,7200000"})
  void durationsCarryTheirUnit(String text, long millis) {
    assertThat(Units.duration(text)).isEqualTo(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @CsvSource({"400/s,400", "24000/min,400", "3600/h,1"})
  void ratesArePerSecondInside(String text, double perSecond) {
    assertThat(Units.rate(text).perSecond()).isEqualTo(perSecond);
  }

  @Test
  void aNumberWithoutUnitIsRefusedWithAnExample() {
    assertThatThrownBy(() -> Units.duration("20"))
        .hasMessage("'20' is not a duration such as 300ms, 20s, 5min or 2h");
    assertThatThrownBy(() -> Units.fraction("140%"))
        .hasMessage("'140%' is not a percentage from 0% to 100%, such as 40%");
    assertThatThrownBy(() -> Units.money("200 USD/h", "month"))
        .hasMessage("'200 USD/h' is not an amount such as 200 USD/month");
  }

  @Test
  void templatesExpandOneKindAndLeaveTheOthers() {
    String text = "jdbc://${service:db}/x?password=${env:SECRET}";
    assertThat(Template.expand(text, "service", n -> Optional.of("10.0.0.1:5432")))
        .isEqualTo("jdbc://10.0.0.1:5432/x?password=${env:SECRET}");
    assertThatThrownBy(() -> Template.expand(text, "env", n -> Optional.empty()))
        .hasMessage("nothing known as ${env:SECRET}");
  }
}
