package dev.spillway.azure.fake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The judge must say no: what it lets pass is no proof otherwise. */
class JudgeTest {
  private static final String GROUP = "/subscriptions/s/resourceGroups/rg/providers/";
  private static final String ENDPOINT =
      GROUP + "Microsoft.Network/trafficmanagerprofiles/p/ExternalEndpoints/e";
  private static final String RECORDS = GROUP + "Microsoft.Network/dnsZones/example.com/A/www";

  @BeforeAll
  static void installed() {
    assumeTrue(
        Judge.get().isPresent(), "node and 'npm ci' in azure/src/test/oav (./verify does both)");
  }

  private static List<String> problems(
      String method, String path, String version, Map<String, String> headers, String body) {
    Request request =
        new Request(
            method,
            "127.0.0.1",
            path,
            Map.of("api-version", version),
            headers,
            body.getBytes(UTF_8));
    Response error = Response.error(500, "none", "not judged");
    return Judge.get()
        .orElseThrow()
        .problems(List.of(new Exchange(request, error)), Verdicts.Sender.WRONG);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "2022-04-01 | {'properties':{'weight':7}}                                  | ",
        "2022-04-01 | {'properties':{'wieght':7}}                                  | wieght",
        "2022-04-01 | {'properties':{'weight':'7'}}                                | INVALID_TYPE",
        "1999-01-01 | {'properties':{'weight':7}}                                  | \"known\":false",
        "2022-04-01 | {'properties':{'weight':1001}}                               | weight 1001",
        "2022-04-01 | {'properties':{'endpointStatus':'Off'}}                      | endpointStatus Off"
      })
  void endpoints(String version, String body, String words) {
    List<String> found =
        problems(
            "PATCH",
            ENDPOINT,
            version,
            Map.of("content-type", "application/json"),
            body.replace('\'', '"'));
    check(found, words);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "if-match | {'properties':{'TTL':20,'ARecords':[{'ipv4Address':'192.0.2.1'}]}} | ",
        "x-none   | {'properties':{'TTL':20,'ARecords':[{'ipv4Address':'192.0.2.1'}]}} | neither If-Match",
        "if-match | {'properties':{'TTL':20,'aRecords':[{'ipv4Address':'192.0.2.1'}]}} | aRecords",
        "if-match | {'properties':{'TTL':20,'ARecords':[{'ipv4Address':'999'}]}}       | '999' is no address"
      })
  void records(String header, String body, String words) {
    List<String> found =
        problems(
            "PUT",
            RECORDS,
            "2018-05-01",
            Map.of("content-type", "application/json", header, "e"),
            body.replace('\'', '"'));
    check(found, words);
  }

  @Test
  void aPathThatNobodyDescribesIsNotPassed() {
    check(
        problems("GET", GROUP + "Microsoft.Nowhere/things/x", "2022-04-01", Map.of(), ""),
        "\"known\":false");
  }

  @Test
  void everyCallIsCountedOnceByItsSender() {
    int wrong = Verdicts.of(Verdicts.Sender.WRONG);
    int ours = Verdicts.of(Verdicts.Sender.OURS);
    problems("GET", "/subscriptions/s", "2016-06-01", Map.of(), "");
    assertThat(Verdicts.of(Verdicts.Sender.WRONG)).isEqualTo(wrong + 1);
    problems("GET", GROUP + "Microsoft.Web/certificates/c", "2023-12-01", Map.of(), "");
    assertThat(Verdicts.of(Verdicts.Sender.WRONG)).as("described by nobody").isEqualTo(wrong + 1);
    assertThat(Verdicts.text()).contains("not judged: certificates of App Service");
    assertThat(Verdicts.of(Verdicts.Sender.OURS)).as("of adapters").isEqualTo(ours);
  }

  private static void check(List<String> found, @org.jspecify.annotations.Nullable String words) {
    if (words == null) {
      assertThat(found).isEmpty();
    } else {
      assertThat(found).hasSize(1).first().asString().contains(words);
    }
  }
}
