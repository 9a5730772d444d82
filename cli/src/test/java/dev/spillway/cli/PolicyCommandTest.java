package dev.spillway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** An outside judge at the other end of the lines. */
class PolicyCommandTest {
  private static final String START =
      """
      {"type":"start","private_capacity":200,"public_instance_capacity":50,"warmup_s":90,"dns_ttl_s":30,"max_public_instances":100}
      """;

  private static List<JsonNode> judge(String lines) throws Exception {
    StringWriter out = new StringWriter();
    new PolicyCommand().judge(new BufferedReader(new StringReader(lines)), new PrintWriter(out));
    ObjectMapper json = new ObjectMapper();
    return out.toString().lines().map(json::readTree).toList();
  }

  private static String sample(int t, double demand, int ready, double share) {
    return String.format(
        Locale.ROOT,
        """
        {"type":"sample","t":%d,"window_end":%d,"private_rps":%f,"private_served_rps":%f,"public_rps":%f,\
        "public_served_rps":%f,"public_instances_ready":%d,"public_instances_total":%d,"public_share":%f,"more":true}
        """,
        t,
        t - 10,
        demand * (1 - share),
        Math.min(200, demand * (1 - share)),
        demand * share,
        demand * share,
        ready,
        ready,
        share);
  }

  @Test
  void eachSampleHasOneAnswerAndOtherLinesHaveNone() throws Exception {
    List<JsonNode> answers =
        judge(START + "\n" + sample(20, 100, 0, 0) + sample(30, 100, 0, 0) + "{\"type\":\"end\"}");
    assertThat(answers).hasSize(2);
    assertThat(answers.getLast().path("public_share").doubleValue()).isZero();
    assertThat(answers.getLast().path("public_instances").intValue()).isZero();
  }

  @Test
  void moreThanHomeCarriesAsksForInstancesFirstAndForClientsOnceTheyAreReady() throws Exception {
    StringBuilder lines = new StringBuilder(START);
    for (int t = 20; t < 200; t += 10) {
      lines.append(sample(t, 300, 0, 0));
    }
    JsonNode waiting = judge(lines.toString()).getLast();
    assertThat(waiting.path("public_instances").intValue()).isBetween(2, 5);
    assertThat(waiting.path("public_share").doubleValue()).isZero();
    JsonNode ready = judge(lines + sample(200, 300, 4, 0)).getLast();
    assertThat(ready.path("public_share").doubleValue()).isBetween(0.35, 0.65);
  }

  @Test
  void aLineThatIsNotUnderstoodIsNamed() {
    assertThatThrownBy(() -> judge(START + "rubbish"))
        .isInstanceOf(Failure.class)
        .hasMessageStartingWith("line 2: not JSON");
    assertThatThrownBy(() -> judge(sample(20, 1, 0, 0)))
        .hasMessage("line 1: a sample before the start line");
    assertThatThrownBy(() -> judge(START + "{\"type\":\"sample\",\"t\":\"x\"}"))
        .hasMessage("line 2: t is a number from 0, found \"x\"");
    assertThatThrownBy(() -> judge("{\"type\":\"stop\"}"))
        .hasMessage("line 1: type is \"start\", \"sample\" or \"end\", not stop");
  }
}
