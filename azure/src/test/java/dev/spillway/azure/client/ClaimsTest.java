package dev.spillway.azure.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/** Challenges as services write them. */
class ClaimsTest {
  private static final Operation CALL =
      new Operation("thing.get", Verb.GET, "/x", "Fake/read", Api.of("Fake.Things", "2020-01-01"));

  private static String wanted(int status, String challenge) {
    ArmAnswer answer =
        new ArmAnswer(
            CALL,
            status,
            Map.of("www-authenticate", challenge),
            JsonMapper.shared().createObjectNode());
    return Claims.wanted(answer).orElse("nothing");
  }

  /** The example of Microsoft's page on continuous access evaluation. */
  @Test
  void theClaimsComeAsTheyWereWritten() {
    String challenge =
        "Bearer realm=\"\","
            + " authorization_uri=\"https://login.microsoftonline.com/common/oauth2/authorize\","
            + " client_id=\"00000003-0000-0000-c000-000000000000\","
            + " error=\"insufficient_claims\","
            + " claims=\"eyJhY2Nlc3NfdG9rZW4iOnsibmJmIjp7ImVzc2VudGlhbCI6dHJ1ZSwgInZhbHVlIjoiMTYwNDEwNjY1MSJ9fX0=\"";
    assertThat(wanted(401, challenge))
        .isEqualTo("{\"access_token\":{\"nbf\":{\"essential\":true, \"value\":\"1604106651\"}}}");
    assertThat(wanted(403, challenge)).as("no challenge").isEqualTo("nothing");
  }

  @Test
  void eitherAlphabetWithPaddingOrWithout() {
    String json = "{\"access_token\":{\"acrs\":{\"value\":\"c1?>~\"}}}";
    byte[] bytes = json.getBytes(UTF_8);
    Base64.Encoder address = Base64.getUrlEncoder().withoutPadding();
    assertThat(address.encodeToString(bytes)).as("it has what the other has not").contains("-");
    for (Base64.Encoder one : new Base64.Encoder[] {Base64.getEncoder(), address}) {
      String challenge =
          "Bearer claims=\"" + one.encodeToString(bytes) + "\", error=\"insufficient_claims\"";
      assertThat(wanted(401, challenge)).isEqualTo(json);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Bearer realm=\"\"",
        "Bearer error=\"invalid_token\", claims=\"e30=\"",
        "Bearer error=\"insufficient_claims\"",
        "Bearer error=\"insufficient_claims\", claims=\"bm8ganNvbg==\"",
        "Bearer error=\"insufficient_claims\", claims=\"!!\""
      })
  void whatAsksForNothingThatCanBeRead(String challenge) {
    assertThat(wanted(401, challenge)).isEqualTo("nothing");
  }
}
