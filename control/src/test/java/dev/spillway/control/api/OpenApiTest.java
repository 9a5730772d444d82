package dev.spillway.control.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class OpenApiTest {
  private static final Set<String> METHODS = Set.of("get", "post", "put", "delete", "patch");
  private static final Set<String> PAGES =
      Set.of("get /healthz", "get /metrics", "get /openapi.yaml", "get /", "get /api/v1/stream");

  @Test
  void theDocumentNamesExactlyTheRoutes() throws Exception {
    Set<String> served = new TreeSet<>(PAGES);
    for (Route route : Route.all()) {
      served.add(route.method().text().toLowerCase(Locale.ROOT) + " " + route.path());
    }
    assertThat(documented()).isEqualTo(served);
  }

  private static Set<String> documented() throws Exception {
    Set<String> found = new TreeSet<>();
    try (InputStream in =
        Objects.requireNonNull(
            OpenApiTest.class.getClassLoader().getResourceAsStream("openapi.yaml"))) {
      Map<?, ?> document =
          (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromInputStream(in);
      Map<?, ?> paths = (Map<?, ?>) Objects.requireNonNull(document.get("paths"));
      paths.forEach((path, operations) -> {
        for (Object method : ((Map<?, ?>) operations).keySet()) {
          if (METHODS.contains(method)) {
            found.add(method + " " + path);
          }
        }
      });
    }
    return found;
  }
}
