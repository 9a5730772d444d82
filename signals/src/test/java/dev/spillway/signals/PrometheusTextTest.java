package dev.spillway.signals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrometheusTextTest {
  @Test
  void theExampleOfTheFormatIsRead() throws Exception {
    PrometheusText text =
        PrometheusText.parse(
            """
            # HELP http_requests_total The total number of HTTP requests.
            # TYPE http_requests_total counter
            http_requests_total{method="post",code="200"} 1027 1395066363000
            http_requests_total{method="post",code="400",}    3 1395066363000

            # Escaping in label values:
            msdos_file_access_time_seconds{path="C:\\\\DIR\\\\FILE.TXT",error="Cannot find:\\n\\"X\\""} 1.458255915e9
            metric_without_timestamp_and_labels 12.47
            something_weird{problem="division by zero"} +Inf -3982045
            http_request_duration_seconds_bucket{le="0.05"} 24054 # {trace_id="x"} 0.04
            """);
    assertThat(text.declared()).containsExactly("http_requests_total");
    assertThat(text.samples()).hasSize(6);
    assertThat(text.samples().getFirst())
        .isEqualTo(
            new PrometheusText.Sample(
                3, "http_requests_total", Map.of("method", "post", "code", "200"), 1027));
    assertThat(text.samples().get(2).labels())
        .isEqualTo(Map.of("path", "C:\\DIR\\FILE.TXT", "error", "Cannot find:\n\"X\""));
    assertThat(text.samples().get(4).value()).isInfinite();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "<html>;line 1, column 1: expected a metric name",
        "a{b=1} 2;line 1, column 5: expected '\"'",
        "a{b=\"1} 2;line 1, column 10: the line ends before the closing quote",
        "a{b=\"1\",b=\"2\"} 2;line 1, column 14: the label 'b' stands twice",
        "a{b=\"\\x\"} 2;line 1, column 8: no such escape: \\x",
        "a{b=\"1\" 2;line 1, column 9: expected ','",
        "a twelve;line 1, column 3: not a number: 'twelve'",
        "a;line 1, column 2: not a number: ''"
      })
  void whatIsWrongIsNamedWithItsPlace(String text, String problem) {
    assertThatThrownBy(() -> PrometheusText.parse(text)).hasMessage(problem);
  }

  @Property(tries = 300)
  void whatIsWrittenIsReadBack(
      @ForAll("names") String name,
      @ForAll("names") String label,
      @ForAll String labelValue,
      @ForAll double value)
      throws Exception {
    String escaped =
        labelValue
            .replace("\r", "")
            .replace("\\", "\\\\")
            .replace("\n", "\\n")
            .replace("\"", "\\\"");
    String line = name + "{" + label + "=\"" + escaped + "\"} " + value;
    PrometheusText.Sample sample = PrometheusText.parse(line).samples().getFirst();
    assertThat(sample.name()).isEqualTo(name);
    assertThat(sample.labels()).isEqualTo(Map.of(label, labelValue.replace("\r", "")));
    assertThat(sample.value()).isEqualTo(value);
  }

  @Property(tries = 1000)
  void anyTextIsReadOrRefusedWithItsLine(@ForAll("nearlyMetrics") String text) {
    try {
      PrometheusText.parse(text);
    } catch (PrometheusText.Malformed e) {
      assertThat(e).hasMessageMatching("(?s)line \\d+, column \\d+: .*");
    }
  }

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.strings()
        .withCharRange('a', 'z')
        .withChars('_')
        .ofMinLength(1)
        .ofMaxLength(12);
  }

  @Provide
  Arbitrary<String> nearlyMetrics() {
    Arbitrary<String> pieces =
        Arbitraries.of(
            List.of(
                "a_total", "{", "}", "=", "\"", "\\", ",", " ", "\n", "#", "HELP", "1e9", "NaN",
                "é", "\r"));
    return pieces.list().ofMaxSize(30).map(p -> String.join("", p));
  }
}
