package dev.spillway.e2e.azure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.azure.fake.FakeAppService;
import dev.spillway.azure.fake.FakeAzure;
import dev.spillway.azure.fake.FakeAzure.Kind;
import dev.spillway.azure.fake.FakeSignIn;
import dev.spillway.demo.world.Waiting;
import dev.spillway.e2e.FreePort;
import dev.spillway.e2e.RunningController;
import dev.spillway.e2e.SpillwayProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who has no site in Azure pays nothing for it: the JVM's own list of the classes it loaded. */
class AzureClassesTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final List<String> LIBRARIES =
      List.of("com.azure.", "com.microsoft.", "com.google.", "reactor.");

  @TempDir Path folder;

  @Test
  void noClassOfAzuresLibrariesIsLoadedWithoutASiteThere() throws Exception {
    List<String> loaded = loaded("{ type: simulated }", () -> true);
    assertThat(loaded).filteredOn(AzureClassesTest::ofTheLibraries).isEmpty();
    assertThat(loaded)
        .as("of the adapters only what describes them")
        .filteredOn(c -> c.startsWith("dev.spillway.azure.client."))
        .isEmpty();
  }

  @Test
  void theyAreLoadedWithOne() throws Exception {
    try (FakeAzure azure = FakeAzure.open(Kind.PUBLIC);
        FakeAppService service = FakeAppService.in(azure)) {
      String platform =
          "{ type: azure-app-service, resource-group: shop-burst, regions: [westeurope], port: %d, %s }"
              .formatted(service.frontPort(), TwoClouds.access(azure));
      List<String> loaded = loaded(platform, () -> azure.exchanges().size() > 2);
      assertThat(loaded).filteredOn(AzureClassesTest::ofTheLibraries).hasSizeGreaterThan(100);
      assertThat(loaded)
          .as("what packs images is for container apps only")
          .noneMatch(c -> c.startsWith("com.google."));
    }
  }

  @Test
  void theClientsThatTestsAskTheFakeWithAreNotInTheProgram() {
    assertThat(System.getProperty("java.class.path"))
        .contains("azure-core")
        .doesNotContain("azure-resourcemanager");
  }

  private static boolean ofTheLibraries(String loaded) {
    return LIBRARIES.stream().anyMatch(loaded::startsWith);
  }

  /** Names of all classes that a controller has loaded when it sees its sites and all is done. */
  private List<String> loaded(String platform, BooleanSupplier done) throws Exception {
    int api = FreePort.take();
    Files.createDirectories(folder.resolve("apps"));
    Files.writeString(
        folder.resolve("controller.yaml"),
        """
        name: classes
        api: { listen: "127.0.0.1:%d" }
        zones: [{ name: example.com, name-servers: [{ name: ns1.example.com, addresses: [127.0.0.1] }] }]
        dns: { listen: ["127.0.0.1:%d"] }
        """
            .formatted(api, FreePort.take()));
    Files.writeString(
        folder.resolve("apps/shop.yaml"),
        """
        app: shop
        host: shop.example.com
        sites:
          hq: { role: private, addresses: [127.0.0.5], capacity: 100/s, platform: { type: simulated }, signals: [{ type: simulated, demand: 40/s }] }
          cloud: { role: public, instance: { capacity: 50/s, max: 4 }, platform: PLATFORM }
        """
            .replace("PLATFORM", platform));
    Path log = folder.resolve("classes.log");
    SpillwayProgram program =
        new SpillwayProgram(
            folder,
            Map.of(
                "AZURE_SECRET",
                FakeSignIn.SECRET,
                "JDK_JAVA_OPTIONS",
                "-Xlog:class+load=info:file=" + log + "::filecount=0"));
    try (RunningController controller = RunningController.start(program, api, "shop")) {
      Waiting.until(
          "the sites to be seen",
          PATIENCE,
          () -> controller.status().path("demand").asDouble(0) > 1 && done.getAsBoolean());
    }
    return names(log);
  }

  /** Lines such as {@code [0.051s][info][class,load] java.lang.Object source: …}. */
  private static List<String> names(Path log) throws IOException {
    try (Stream<String> lines = Files.lines(log)) {
      List<String> all =
          lines.map(l -> l.replaceFirst("^(\\[.*?\\])+ ?", "").split(" ")[0]).toList();
      assertThat(all).contains("dev.spillway.cli.Main", "dev.spillway.azure.AzureTypes");
      return all;
    }
  }
}
