package dev.spillway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

class SimulateCommandTest {
  @TempDir Path folder;

  private record Ran(int code, String out, String err) {}

  private static Ran run(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(err));
    return new Ran(line.execute(args), out.toString(), err.toString());
  }

  /** Half an hour at 60 req/s, half an hour at 160, half an hour at 60. */
  private String burst() throws IOException {
    StringBuilder rows = new StringBuilder("time,rps\n");
    for (int minute = 0; minute < 90; minute++) {
      rows.append("2025-10-10T%02d:%02d:00Z".formatted(14 + minute / 60, minute % 60));
      rows.append(minute / 30 == 1 ? ",160\n" : ",60\n");
    }
    return Files.writeString(folder.resolve("burst.csv"), rows).toString();
  }

  @Test
  void trafficAloneIsEnoughForATable() throws IOException {
    Ran ran = run("simulate", burst());
    assertThat(ran.code).isZero();
    assertThat(ran.err).as("no progress where there is no terminal").isEmpty();
    assertThat(ran.out)
        .contains("90 of 90 lines used", "home's capacity was not said: 160 req/s")
        .containsPattern("spillway +\\d")
        .containsPattern("microsoft-guide +\\d");
  }

  @Test
  void capacitiesAndCostAreWhatWasSaid() throws IOException {
    Ran ran =
        run(
            "simulate",
            "--capacity",
            "100/s",
            "--instance-capacity",
            "30/s",
            "--cost",
            "0.12 USD/h",
            "-o",
            "json",
            burst());
    assertThat(ran.code).isZero();
    JsonNode tree = new ObjectMapper().readTree(ran.out);
    assertThat(tree.at("/world/sites/0/capacity").doubleValue()).isEqualTo(100);
    JsonNode none = result(tree, "private-only");
    JsonNode ours = result(tree, "spillway");
    assertThat(none.path("lostPercent").doubleValue()).isBetween(20.0, 23.0);
    assertThat(ours.path("lostPercent").doubleValue()).isBetween(0.0, 5.0);
    assertThat(ours.at("/cost/amount").doubleValue())
        .isEqualTo(
            0.12 * ours.path("instanceHours").doubleValue(),
            org.assertj.core.data.Offset.offset(1e-9));
    assertThat(tree.at("/reading/used").intValue()).isEqualTo(90);
  }

  private static JsonNode result(JsonNode tree, String policy) {
    for (JsonNode r : tree.path("results")) {
      if (r.path("policy").asString().equals(policy)) {
        return r;
      }
    }
    throw new AssertionError("no result of " + policy);
  }

  @Test
  void anAppsFileSaysWhichWorldIsSimulated() throws IOException {
    String app =
        """
        app: shop
        host: shop.example.com
        sites:
          hq: { role: private, capacity: 100/s, platform: { type: simulated } }
          cloud: { role: public, platform: { type: simulated }, instance: { capacity: 50/s, max: 4, cost: 1 EUR/h } }
        """;
    Path file = Files.writeString(folder.resolve("shop.yaml"), app);
    Ran ran =
        run(
            "simulate",
            "-a",
            file.toString(),
            "--policies",
            "spillway,oracle",
            "-o",
            "json",
            burst());
    assertThat(ran.code).isZero();
    JsonNode tree = new ObjectMapper().readTree(ran.out);
    assertThat(tree.path("results")).hasSize(2);
    assertThat(tree.path("assumed")).isEmpty();
    assertThat(tree.at("/world/sites/1/name").asString()).isEqualTo("cloud");
    assertThat(tree.at("/results/1/cost/currency").asString()).isEqualTo("EUR");
  }

  @Test
  void aReportAndAdviceAreWritten() throws IOException {
    Path page = folder.resolve("report.html");
    Ran ran =
        run("simulate", "--capacity", "100/s", "--tune", "--report", page.toString(), burst());
    assertThat(ran.code).isZero();
    assertThat(ran.out).contains("objective against cost", "capacity at home", "report: " + page);
    assertThat(page).content().contains("<svg", "Other settings");
  }

  @Test
  void nothingUsableIsExitCodeTwoWithPlaceFoundAllowedAndWhatToDo() throws IOException {
    Path bad = Files.writeString(folder.resolve("bad.csv"), "time,rps\n0,NaN\n60,-3\n");
    Ran ran = run("simulate", bad.toString());
    assertThat(ran.code).isEqualTo(2);
    assertThat(ran.out).isEmpty();
    assertThat(ran.err)
        .contains(bad.toString(), "NaN or infinite", "'60,-3'", "is needed", "--format");
    assertThat(run("simulate", folder.resolve("no.log").toString()).code).isEqualTo(2);
  }

  @Test
  void wrongOptionsAreExitCodeTwo() throws IOException {
    String file = burst();
    assertThat(run("simulate").code).isEqualTo(2);
    assertThat(run("simulate", "--policies", "hpa,nope", file).err)
        .contains("found 'nope'; known are");
    assertThat(run("simulate", "--scale", "-1", file).code).isEqualTo(2);
    assertThat(run("simulate", "--zone", "Mars", file).err).contains("found 'Mars'");
    assertThat(run("simulate", "--format", "xml", file).code).isEqualTo(2);
    assertThat(run("simulate", "--cost", "12", file).err).contains("--cost");
    assertThat(run("simulate", "--warm-up", "500ms", file).code).isZero();
    assertThat(run("simulate", "--monitor", "500ms", file).code).isEqualTo(2);
    assertThat(run("simulate", "--report", folder.toString(), file).err).contains("is a folder");
  }

  @Test
  void progressIsOneLineThatGoesAway() {
    StringWriter text = new StringWriter();
    long[] now = {0};
    ProgressLine line = new ProgressLine(new PrintWriter(text), true, () -> now[0]);
    line.show("one");
    line.show("too soon");
    now[0] = 200_000_000;
    line.show("two");
    line.clear();
    assertThat(text.toString()).isEqualTo("\r\033[Kone\r\033[Ktwo\r\033[K");
    ProgressLine nobody = new ProgressLine(new PrintWriter(text), false, () -> 0);
    nobody.show("x");
    nobody.clear();
    assertThat(text.toString()).doesNotContain("x");
  }
}
