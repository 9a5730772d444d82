package dev.spillway.azure.fake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.azure.Rights;
import dev.spillway.azure.Rights.AdapterRights;
import dev.spillway.azure.client.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * Every call is described in every version that it may be made in, and the oldest of a Hub's is
 * that of its profile. By the descriptions themselves, without the validator.
 */
class VersionsTest {
  private static final Path DESCRIPTIONS = Path.of("src", "test", "oav", "descriptions");
  private static final Pattern PROVIDER = Pattern.compile(".*/providers/([^/]+)/([^/?]+)");

  static Stream<Arguments> calls() {
    List<Arguments> all = new ArrayList<>();
    for (AdapterRights role : Rights.ALL) {
      for (Operation one : role.operations()) {
        List<String> versions = one.api().versions();
        (role.hub() ? versions : versions.subList(0, 1))
            .forEach(v -> all.add(Arguments.of(role.type(), one, v)));
      }
    }
    return all.stream();
  }

  /** Without what is asked of a region: the profile lists none of it. */
  static Stream<Arguments> callsOfAHub() {
    return Rights.ALL.stream()
        .filter(AdapterRights::hub)
        .flatMap(r -> r.operations().stream().map(o -> Arguments.of(r.type(), o)))
        .filter(a -> !((Operation) a.get()[1]).path().contains("/locations/"));
  }

  private static String filled(Operation operation) {
    return operation.path().replaceFirst("\\?.*", "").replaceAll("\\{[^}]+}", "x");
  }

  @ParameterizedTest
  @MethodSource("calls")
  void isDescribedOrOnTheShortList(String role, Operation call, String version) throws Exception {
    Optional<String> whyNot = Verdicts.notCovered(filled(call));
    // Of what the list holds, only this one is described.
    boolean described = whyNot.isEmpty() || call.name().equals("provider.get");
    assertThat(described(call, version)).as(whyNot.orElse("described")).isEqualTo(described);
  }

  private static boolean described(Operation call, String version) throws IOException {
    for (Path file : descriptions(version)) {
      JsonNode paths = FakeAzure.JSON.readTree(Files.readString(file)).path("paths");
      for (var one : paths.properties()) {
        boolean verb = one.getValue().has(call.verb().name().toLowerCase(Locale.ROOT));
        if (verb && pattern(one.getKey()).matcher(filled(call)).matches()) {
          return true;
        }
      }
    }
    return false;
  }

  private static List<Path> descriptions(String version) throws IOException {
    try (Stream<Path> all = Files.walk(DESCRIPTIONS.resolve("specification"))) {
      return all.filter(f -> f.getParent().endsWith(Path.of("stable", version))).toList();
    }
  }

  /** A parameter stands for one part of a path; a resource's whole address for several. */
  private static Pattern pattern(String path) {
    StringBuilder regex = new StringBuilder();
    for (String part : path.split("(?=\\{)|(?<=})")) {
      boolean whole = part.equals("{resourceUri}");
      regex.append(part.startsWith("{") ? whole ? ".+" : "[^/]+" : Pattern.quote(part));
    }
    return Pattern.compile(regex.toString(), Pattern.CASE_INSENSITIVE);
  }

  @ParameterizedTest
  @MethodSource("callsOfAHub")
  void theOldestIsThatOfTheHubsProfile(String role, Operation call) throws Exception {
    var found = PROVIDER.matcher(filled(call).replaceFirst("(.*/providers/[^/]+/[^/]+).*", "$1"));
    boolean ofAProvider = found.matches();
    String provider = ofAProvider ? found.group(1) : "Microsoft.Resources";
    String type = ofAProvider ? found.group(2) : ownType(call);
    JsonNode profile =
        FakeAzure.JSON.readTree(
            Files.readString(DESCRIPTIONS.resolve("profile/2020-09-01-hybrid.json")));
    JsonNode types =
        profile
            .path("resource-manager")
            .path(provider.toLowerCase(Locale.ROOT))
            .path(call.api().versions().getLast());
    assertThat(types.valueStream().map(t -> t.path("resourceType").asString("")))
        .anyMatch(type::equalsIgnoreCase);
  }

  /** Of the Resource Manager's own. */
  private static String ownType(Operation call) {
    return switch (call.name()) {
      case "subscription.get" -> "subscriptions";
      case "provider.get" -> "providers";
      case "group.get" -> "resourceGroups";
      default -> "resources";
    };
  }
}
