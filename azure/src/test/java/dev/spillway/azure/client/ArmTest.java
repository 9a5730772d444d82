package dev.spillway.azure.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.azure.fake.FakeAzure;
import dev.spillway.azure.fake.FakeAzure.Kind;
import dev.spillway.azure.fake.Faults.Cut;
import dev.spillway.azure.fake.Provider;
import dev.spillway.azure.fake.Request;
import dev.spillway.azure.fake.Response;
import dev.spillway.core.AdapterException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

public class ArmTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Api THINGS = Api.of("Fake.Things", "2023-12-01", "2022-03-01", "2018-02-01");
  private static final String PATH =
      "/subscriptions/{subscription}/resourceGroups/{group}/providers/Fake.Things/things/{name}";
  private static final Operation GET =
      new Operation("thing.get", Verb.GET, PATH, "Fake.Things/things/read", THINGS);
  private static final Operation PUT =
      new Operation("thing.put", Verb.PUT, PATH, "Fake.Things/things/write", THINGS);
  private static final Operation POST =
      new Operation(
          "thing.kick", Verb.POST, PATH + "/kick", "Fake.Things/things/kick/action", THINGS);

  private final List<Duration> pauses = new ArrayList<>();
  private FakeAzure fake = FakeAzure.open(Kind.PUBLIC);

  @AfterEach
  void close() {
    fake.close();
  }

  /** Answers what it was asked; long-running PUTs are over after three questions. */
  private final class Things implements Provider {
    final List<String> offered;
    final List<String> listed;
    int polls;
    String result = "Succeeded";
    boolean async;

    Things(List<String> offered, List<String> listed) {
      this.offered = offered;
      this.listed = listed;
    }

    @Override
    public boolean handles(Request r) {
      return r.path().contains("Fake.Things");
    }

    @Override
    public Response answer(Request r) {
      ObjectNode body = JSON.createObjectNode();
      if (r.path().endsWith("/providers/Fake.Things")) {
        var versions = body.putArray("resourceTypes").addObject().putArray("apiVersions");
        listed.forEach(versions::add);
        return Response.json(200, body);
      }
      if (r.path().contains("/operations/")) {
        boolean over = ++polls >= 3;
        body.put("status", over ? result : "InProgress");
        if (over && !result.equals("Succeeded")) {
          body.putObject("error").put("code", "Conflict").put("message", "it went wrong");
        }
        return async || over ? Response.json(200, body) : Response.json(202, body);
      }
      if (!offered.contains(r.apiVersion())) {
        return Response.noSuchVersion(r.apiVersion(), offered);
      }
      if (r.method().equals("PUT")) {
        String at = fake.arm() + "/subscriptions/x/providers/Fake.Things/operations/1";
        return Response.json(202, body)
            .with(async ? "Azure-AsyncOperation" : "Location", at)
            .with("Retry-After", "1");
      }
      return Response.json(200, body.put("version", r.apiVersion()));
    }
  }

  private Things things(String... offered) {
    Things things = new Things(List.of(offered), List.of(offered));
    fake.with(things);
    return things;
  }

  private Arm arm() throws Exception {
    return fake.client(Patience.DEFAULT, pauses::add);
  }

  private static ArmCall call(Operation operation) {
    return ArmCall.of(operation, "group", "rg 1", "name", "a/b");
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void signsInOnceAndCallsWithTheEncodedPathAndTheNewestVersion(Kind kind) throws Exception {
    fake.close();
    fake = FakeAzure.open(kind);
    things("2023-12-01", "2018-02-01");
    Arm arm = arm();
    arm.send(call(GET)).orThrow("reading");
    ArmAnswer answer = arm.send(call(GET)).orThrow("reading");
    assertThat(answer.body().path("version").asString("")).isEqualTo("2023-12-01");
    assertThat(fake.signIn().given()).isEqualTo(1);
    assertThat(fake.exchanges().getLast().request().path()).contains("/resourceGroups/rg 1/");
  }

  @Test
  void aHubThatDescribesItselfAsAnArrayIsFoundToo() throws Exception {
    fake.close();
    fake = FakeAzure.open(Kind.HUB_ENTRA);
    fake.arrayMetadata();
    assertThat(fake.cloud().hub()).isTrue();
    assertThat(fake.cloud().audience()).startsWith("https://management.hub.test/");
  }

  @Test
  void aHubIsSpokenToInTheNewestVersionThatItOffers() throws Exception {
    assertThat(negotiated(List.of("2018-02-01"), List.of("2018-02-01"))).isEqualTo("2018-02-01");
    assertThat(negotiated(List.of("2025-03-01", "2022-03-01"), List.of("2025-03-01", "2022-03-01")))
        .isEqualTo("2022-03-01");
    assertThat(negotiated(List.of("2018-02-01"), List.of("2023-12-01", "2022-03-01", "2018-02-01")))
        .as("it lists what it then refuses")
        .isEqualTo("2018-02-01");
    assertThat(negotiated(List.of("2018-02-01"), List.of())).isEqualTo("2018-02-01");
  }

  private String negotiated(List<String> offered, List<String> listed) throws Exception {
    try (FakeAzure hub = FakeAzure.open(Kind.HUB_ADFS)) {
      hub.with(new Things(offered, listed));
      Arm arm = hub.client(Patience.DEFAULT, pauses::add);
      arm.send(call(GET)).orThrow("reading");
      return arm.send(call(GET)).orThrow("reading").body().path("version").asString("");
    }
  }

  @Test
  void aCloudThatOffersNoVersionOfOursSaysSo() throws Exception {
    things("2030-01-01");
    assertThatThrownBy(() -> arm().send(call(GET)).orThrow("cannot read the thing"))
        .isInstanceOf(AdapterException.Invalid.class)
        .hasMessageContaining("NoRegisteredProviderFound")
        .hasMessageContaining("2030-01-01");
  }

  @Test
  void waitsAsLongAsItIsAskedTo() throws Exception {
    things("2023-12-01");
    fake.faults()
        .answer(
            2,
            r -> r.path().contains("things/"),
            r -> Response.error(429, "TooManyRequests", "slower").with("Retry-After", "7"));
    arm().send(call(GET)).orThrow("reading");
    assertThat(pauses).containsExactly(Duration.ofSeconds(7), Duration.ofSeconds(7));
  }

  @Test
  void gaspsNoMoreAfterItsPatienceIsOver() throws Exception {
    things("2023-12-01");
    fake.faults()
        .answer(
            -1,
            r -> r.path().contains("things/"),
            r -> Response.error(429, "TooManyRequests", "slower").with("Retry-After", "25"));
    assertThatThrownBy(() -> arm().send(call(GET)).orThrow("cannot read"))
        .isInstanceOf(AdapterException.Transient.class)
        .hasMessageContaining("TooManyRequests");
    assertThat(pauses).hasSize(2);
  }

  @Test
  void aCutConnectionIsTriedAgainUnlessTheCallMustNotBeMadeTwice() throws Exception {
    things("2023-12-01");
    Arm arm = arm();
    arm.send(call(GET));
    fake.faults().cut(1, r -> r.method().equals("GET"), Cut.AFTER);
    assertThat(arm.send(call(GET)).good()).isTrue();
    fake.faults().cut(1, r -> r.method().equals("POST"), Cut.AFTER);
    assertThatThrownBy(() -> arm.send(call(POST))).isInstanceOf(AdapterException.Transient.class);
    assertThat(fake.exchanges().stream().filter(e -> e.request().method().equals("POST")))
        .hasSize(1);
  }

  @Test
  void followsALongRunningOperationByLocationAndByStatus() throws Exception {
    Things things = things("2023-12-01");
    Arm arm = arm();
    assertThat(arm.run(call(PUT).body(JSON.createObjectNode()), "making").status()).isEqualTo(200);
    things.async = true;
    things.polls = 0;
    arm.run(call(PUT).body(JSON.createObjectNode()), "making");
    assertThat(things.polls).isEqualTo(3);
    things.polls = 0;
    things.result = "Failed";
    assertThatThrownBy(() -> arm.run(call(PUT), "making"))
        .isInstanceOf(AdapterException.Transient.class)
        .hasMessageContaining("it went wrong");
  }

  @Test
  void aTokenIsNotSentToAnotherHost() throws Exception {
    things("2023-12-01");
    fake.faults()
        .answer(
            1,
            r -> r.method().equals("PUT"),
            r -> Response.empty(202).with("Location", "https://elsewhere.test/operations/1"));
    assertThatThrownBy(() -> arm().run(call(PUT), "making"))
        .isInstanceOf(AdapterException.Invalid.class)
        .hasMessageContaining("elsewhere.test");
  }

  @Test
  void aCloudWhoseAuthorityWasNotNamedGetsNothing() {
    assertThatThrownBy(
            () -> Arm.discover(Transport.make(null, Patience.DEFAULT.call()), fake.arm()))
        .isInstanceOf(AdapterException.class)
        .hasMessageContaining("cannot ask " + fake.arm());
    assertThat(fake.signIn().given()).isZero();
    assertThat(fake.exchanges()).isEmpty();
  }

  @Test
  void anExpiredSecretIsNamedAndTheSecretIsNot() throws Exception {
    fake.signIn().expireSecret();
    assertThatThrownBy(() -> arm().send(call(GET)))
        .isInstanceOf(AdapterException.Invalid.class)
        .hasMessageContaining("the secret has expired")
        .hasMessageNotContaining("s3cret");
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aTokenThatTheCloudHoldsForOldIsChangedForAnother(Kind kind) throws Exception {
    fake.close();
    fake = FakeAzure.open(kind);
    things("2023-12-01");
    Arm arm = arm();
    arm.send(call(GET)).orThrow("reading");
    fake.signIn().revoke();
    arm.send(call(GET)).orThrow("reading");
    assertThat(fake.signIn().given()).isEqualTo(2);
  }

  /** Such as after the principal was disabled and enabled again, or moved to another network. */
  @Test
  void aTokenThatLacksAClaimIsAskedForAnewWithIt() throws Exception {
    things("2023-12-01");
    Arm arm = arm();
    arm.send(call(GET)).orThrow("reading");
    fake.signIn().challenge("1604106651");
    arm.send(call(GET)).orThrow("reading");
    arm.send(call(GET)).orThrow("reading");
    assertThat(fake.signIn().given()).as("it is kept").isEqualTo(2);
    assertThat(fake.exchanges())
        .extracting(e -> e.response().status())
        .containsExactly(200, 401, 200, 200);
  }

  @Test
  void aSignInThatDoesNotGiveTheClaimIsAskedOnce() throws Exception {
    things("2023-12-01");
    Arm arm = arm();
    arm.send(call(GET)).orThrow("reading");
    fake.signIn().challenge("another time");
    fake.signIn().ignoreClaims();
    assertThatThrownBy(() -> arm.send(call(GET)).orThrow("cannot read"))
        .isInstanceOf(AdapterException.Invalid.class)
        .hasMessageContaining("401");
    assertThat(fake.signIn().given()).isEqualTo(2);
    assertThat(fake.exchanges()).hasSize(3);
  }

  @Test
  void aCloudThatTakesNoTokenIsAskedTwiceAndNoMore() throws Exception {
    things("2023-12-01");
    Response no = Response.error(401, "InvalidAuthenticationToken", "Not for this audience.");
    fake.faults().answer(-1, r -> r.path().contains("things/"), r -> no);
    assertThatThrownBy(() -> arm().send(call(GET)).orThrow("cannot read"))
        .isInstanceOf(AdapterException.Invalid.class)
        .hasMessageContaining("Check tenant, client and audience");
    assertThat(fake.exchanges()).hasSize(2);
  }

  @Test
  void aTokenIsNotSentWithoutTls() throws Exception {
    things("2023-12-01");
    String plain = fake.arm().toString().replace("https:", "http:");
    fake.faults()
        .answer(
            1,
            r -> r.method().equals("PUT"),
            r -> Response.empty(202).with("Location", plain + "/subscriptions/x/operations/1"));
    assertThatThrownBy(() -> arm().run(call(PUT), "making"))
        .isInstanceOf(AdapterException.Invalid.class)
        .hasMessageContaining("gets no token");
  }

  @Test
  void aMissingRightIsNamed() throws Exception {
    things("2023-12-01");
    fake.faults()
        .answer(
            1,
            r -> r.path().contains("things/"),
            r -> Response.error(403, "AuthorizationFailed", "The client has no authorization."));
    assertThatThrownBy(() -> arm().send(call(PUT)).orThrow("cannot make the thing"))
        .isInstanceOf(AdapterException.Invalid.class)
        .hasMessageContaining("Fake.Things/things/write");
  }

  @Test
  void aFullRegionIsARefusal() throws Exception {
    things("2023-12-01");
    fake.faults()
        .answer(
            1,
            r -> r.path().contains("things/"),
            r ->
                Response.error(409, "Conflict", "No available instances to satisfy this request."));
    assertThatThrownBy(() -> arm().send(call(PUT)).orThrow("cannot make the thing"))
        .isInstanceOf(AdapterException.Refused.class);
  }
}
