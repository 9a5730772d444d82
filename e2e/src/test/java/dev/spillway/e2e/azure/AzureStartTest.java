package dev.spillway.e2e.azure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.azure.fake.FakeAppService;
import dev.spillway.azure.fake.FakeAzure;
import dev.spillway.azure.fake.FakeAzure.Kind;
import dev.spillway.azure.fake.FakeSignIn;
import dev.spillway.demo.world.Waiting;
import dev.spillway.e2e.SpillwayProgram;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What an Azure site adds to a controller: until its first API answer, and in resident memory when
 * the cloud has been asked. Prints medians of rounds in which both take turns; judges no figure.
 */
class AzureStartTest {
  private static final int ROUNDS = 5;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String SIMULATED = "{ type: simulated }";

  @TempDir Path folder;

  /** What one round measured. */
  private record Round(double firstAnswerSeconds, double residentMib) {}

  @Test
  @Timeout(600)
  void startAndMemoryWithAndWithoutAnAzureSite() throws Exception {
    List<Round> plain = new ArrayList<>();
    List<Round> with = new ArrayList<>();
    try (FakeAzure azure = FakeAzure.open(Kind.PUBLIC);
        FakeAppService service = FakeAppService.in(azure)) {
      String platform =
          "{ type: azure-app-service, resource-group: shop-burst, regions: [westeurope], port: %d, %s }"
              .formatted(service.frontPort(), TwoClouds.access(azure));
      for (int i = 0; i < ROUNDS; i++) {
        plain.add(round("plain" + i, SIMULATED, () -> true));
        int signIns = azure.signIn().given();
        int calls = azure.exchanges().size();
        with.add(
            round(
                "azure" + i,
                platform,
                () -> azure.signIn().given() > signIns && azure.exchanges().size() > calls + 3));
      }
      assertThat(service.resources()).isEmpty();
    }
    tell("without an Azure site", plain);
    tell("with one", with);
  }

  private Round round(String name, String platform, java.util.function.BooleanSupplier asked)
      throws Exception {
    int port = TwoClouds.freePort();
    Path home = Files.createDirectories(folder.resolve(name));
    Files.createDirectories(home.resolve("apps"));
    Files.writeString(
        home.resolve("controller.yaml"),
        "name: start\napi: { listen: \"127.0.0.1:" + port + "\" }\n");
    Files.writeString(
        home.resolve("apps/shop.yaml"),
        """
        app: shop
        host: shop.example.com
        sites:
          hq: { role: private, capacity: 100/s, platform: { type: simulated }, signals: [{ type: simulated, demand: 40/s }] }
          azure: { role: public, instance: { capacity: 50/s, max: 4 }, platform: PLATFORM }
        """
            .replace("PLATFORM", platform));
    SpillwayProgram program = new SpillwayProgram(home, Map.of("AZURE_SECRET", FakeSignIn.SECRET));
    long began = System.nanoTime();
    Process process = program.start(home.resolve("log"), "run");
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest ask =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/healthz")).build();
      Waiting.until(name + " to answer", PATIENCE, () -> answers(http, ask));
      double first = (System.nanoTime() - began) / 1e9;
      Waiting.until(name + " to ask its cloud", PATIENCE, asked);
      TimeUnit.SECONDS.sleep(5); // what is loaded has been loaded then
      return new Round(first, resident(process.pid()));
    } finally {
      process.destroy();
      process.waitFor();
    }
  }

  private static boolean answers(HttpClient http, HttpRequest ask) {
    try {
      return http.send(ask, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** See proc_pid_status(5). */
  private static double resident(long pid) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
      }
    }
    throw new IOException("no VmRSS of " + pid);
  }

  private static void tell(String what, List<Round> rounds) {
    List<Double> first = rounds.stream().map(Round::firstAnswerSeconds).sorted().toList();
    List<Double> memory = rounds.stream().map(Round::residentMib).sorted().toList();
    System.out.printf(
        Locale.ROOT,
        "%-22s first API answer %.2f s (%.2f to %.2f), resident %.0f MiB (%.0f to %.0f), %d rounds%n",
        what,
        first.get(ROUNDS / 2),
        first.getFirst(),
        first.getLast(),
        memory.get(ROUNDS / 2),
        memory.getFirst(),
        memory.getLast(),
        ROUNDS);
  }
}
