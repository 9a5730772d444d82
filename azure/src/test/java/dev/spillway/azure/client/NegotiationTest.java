package dev.spillway.azure.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.azure.Rights;
import dev.spillway.azure.Rights.AdapterRights;
import dev.spillway.azure.fake.FakeAzure;
import dev.spillway.azure.fake.FakeAzure.Kind;
import dev.spillway.azure.fake.Provider;
import dev.spillway.azure.fake.Request;
import dev.spillway.azure.fake.Response;
import dev.spillway.core.AdapterException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Which version each interface of a Hub is spoken to in, for all that the adapters call there. */
class NegotiationTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Pattern PARAMETER = Pattern.compile("\\{([a-zA-Z]+)}");
  private static final String LATER = "2099-01-01";

  /** A read of each interface that a Hub has. */
  static Stream<Operation> reads() {
    Map<Api, Operation> first = new LinkedHashMap<>();
    Rights.ALL.stream()
        .filter(AdapterRights::hub)
        .flatMap(r -> r.operations().stream())
        .filter(o -> o.verb() == Verb.GET)
        .forEach(o -> first.putIfAbsent(o.api(), o));
    return first.values().stream();
  }

  /**
   * Everything that is asked of it is missing, once the version is one that it has.
   *
   * @param offered versions of what is called
   * @param others versions of the provider's other things
   */
  private record Hub(List<String> offered, List<String> others) implements Provider {
    @Override
    public boolean handles(Request r) {
      return r.path().startsWith("/subscriptions");
    }

    @Override
    public Response answer(Request r) {
      if (r.matches("/subscriptions/[^/]+/providers/[^/]+").matches()) {
        return list();
      }
      return offered.contains(r.apiVersion())
          ? Response.error(404, "ResourceNotFound", "There is none.")
          : Response.noSuchVersion(r.apiVersion(), offered);
    }

    private Response list() {
      ObjectNode body = JSON.createObjectNode();
      ArrayNode types = body.putArray("resourceTypes");
      others.forEach(types.addObject().putArray("apiVersions")::add);
      offered.forEach(types.addObject().putArray("apiVersions")::add);
      return Response.json(200, body);
    }
  }

  /** The versions that were tried, in their order, by two calls one after the other. */
  private static List<String> tried(Hub hub, Operation read) throws Exception {
    try (FakeAzure cloud = FakeAzure.open(Kind.HUB_ADFS)) {
      cloud.with(hub);
      Arm arm = cloud.client();
      assertThat(arm.send(call(read)).missing()).isTrue();
      assertThat(arm.send(call(read)).missing()).isTrue();
      return cloud.exchanges().stream()
          .map(e -> e.request())
          .filter(r -> !r.matches("/subscriptions/[^/]+/providers/[^/]+").matches())
          .map(Request::apiVersion)
          .toList();
    }
  }

  private static ArmCall call(Operation operation) {
    List<String> all = new ArrayList<>();
    for (MatchResult found : PARAMETER.matcher(operation.path()).results().toList()) {
      if (!found.group(1).equals("subscription")) {
        all.addAll(List.of(found.group(1), "some"));
      }
    }
    return ArmCall.of(operation, all.toArray(String[]::new));
  }

  private static String floor(Operation read) {
    return read.api().versions().getLast();
  }

  @ParameterizedTest
  @MethodSource("reads")
  void theProfilesVersionsOnly(Operation read) throws Exception {
    List<String> profile = List.of(floor(read));
    assertThat(tried(new Hub(profile, profile), read)).containsExactly(floor(read), floor(read));
  }

  @ParameterizedTest
  @MethodSource("reads")
  void newerOnesOnly(Operation read) throws Exception {
    List<String> newer = new ArrayList<>(read.api().versions());
    if (newer.size() > 1) {
      newer.removeLast();
      newer.addFirst(LATER);
      String best = read.api().versions().getFirst();
      assertThat(tried(new Hub(newer, newer), read)).containsExactly(best, best);
    } else {
      noneOfOurs(read);
    }
  }

  @ParameterizedTest
  @MethodSource("reads")
  void aMixtureInWhichOtherThingsHaveNewerOnes(Operation read) throws Exception {
    Hub hub = new Hub(List.of(LATER, floor(read)), read.api().versions());
    assertThat(tried(hub, read))
        .endsWith(floor(read), floor(read))
        .as("the refused one is tried once")
        .hasSizeLessThanOrEqualTo(3)
        .doesNotContain(LATER);
  }

  /** Said with what the cloud has and what this program speaks; nothing is tried for ever. */
  @ParameterizedTest
  @MethodSource("reads")
  void noneOfOurs(Operation read) throws Exception {
    try (FakeAzure cloud = FakeAzure.open(Kind.HUB_ADFS)) {
      cloud.with(new Hub(List.of(LATER), List.of(LATER)));
      Arm arm = cloud.client();
      assertThatThrownBy(() -> arm.send(call(read)).orThrow("cannot read it"))
          .isInstanceOf(AdapterException.Invalid.class)
          .hasMessageContaining(LATER)
          .hasMessageContaining(floor(read));
      assertThat(cloud.exchanges()).hasSizeLessThanOrEqualTo(2);
    }
  }
}
