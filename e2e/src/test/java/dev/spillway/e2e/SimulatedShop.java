package dev.spillway.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A real {@code spillway run} over simulated sites whose demand is more than home may carry, so
 * that a burst begins within seconds and lasts. Ends with {@link #close}.
 */
final class SimulatedShop implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String APP =
      """
      app: shop
      host: shop.test
      release: { artifact: ../shop.jar }
      sites:
        home:
          role: private
          capacity: 100/s
          instances: 2
          platform: { type: simulated, warm-up: 1s }
          signals: [{ type: simulated, demand: 92/s, amplitude: 4/s, period: 40s, interval: 500ms }]
        cloud:
          role: public
          instance: { capacity: 50/s, max: 4, cost: 0.12 USD/h }
          platform: { type: simulated, warm-up: 1s, addresses: [198.18.1.1-198.18.1.9] }
          signals: [{ type: simulated, demand: 60/s, amplitude: 6/s, period: 25s, interval: 500ms }]
      budget: 20 USD/month
      policy: { warm-up: 2s, hold: 10s }
      """;

  private final Path folder;
  private final Process process;
  private final URI api;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  private SimulatedShop(Path folder, Process process, URI api) {
    this.folder = folder;
    this.process = process;
    this.api = api;
  }

  /** Starts it in an empty folder and waits until it spills. */
  static SimulatedShop start(Path folder) throws IOException {
    int port = FreePort.take();
    Files.createDirectories(folder.resolve("apps"));
    Files.writeString(folder.resolve("shop.jar"), "a release\n");
    Files.writeString(folder.resolve("apps/shop.yaml"), APP);
    Files.writeString(
        folder.resolve("controller.yaml"),
        """
        name: e2e
        zones: [{ name: shop.test, name-servers: [{ name: ns1.shop.test, addresses: [127.0.0.1] }] }]
        dns: { listen: ["127.0.0.1:%d"] }
        api: { listen: "127.0.0.1:%d" }
        tick: 500ms
        """
            .formatted(FreePort.take(), port));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.spillway.cli.Main",
                "run")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    SimulatedShop shop =
        new SimulatedShop(folder, process, URI.create("http://127.0.0.1:" + port + "/"));
    try {
      shop.awaitPhase("SPILLING");
    } catch (RuntimeException e) {
      shop.close();
      throw e;
    }
    return shop;
  }

  /** The address of the API and of the dashboard, with a slash at its end. */
  URI api() {
    return api;
  }

  String operatorToken() {
    return token("token");
  }

  String viewerToken() {
    return token("viewer-token");
  }

  private String token(String file) {
    try {
      return Files.readString(folder.resolve("state").resolve(file)).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends what a test asked for, so that the next begins in a burst that nobody has touched. */
  void resume() {
    HttpRequest request =
        request("resume")
            .POST(HttpRequest.BodyPublishers.ofString("{\"reason\":\"the next test\"}"))
            .build();
    HttpResponse<String> answer = send(request);
    if (answer.statusCode() != 200) {
      throw new IllegalStateException("resume: " + answer.statusCode() + " " + answer.body());
    }
    awaitPhase("SPILLING");
  }

  /** Waits until the app is in a phase; fails with the controller's log when it never is. */
  void awaitPhase(String phase) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline && process.isAlive()) {
      if (status().contains("\"phase\":\"" + phase + "\"")) {
        return;
      }
      nap();
    }
    throw new IllegalStateException("never " + phase + "; the controller said:\n" + log());
  }

  /** The app's status as JSON; empty while the controller does not answer yet. */
  private String status() {
    if (!Files.exists(folder.resolve("state/token"))) {
      return "";
    }
    try {
      return http.send(request("").GET().build(), HttpResponse.BodyHandlers.ofString()).body();
    } catch (IOException e) {
      return ""; // its port is not open yet; the deadline of the caller ends this
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private HttpRequest.Builder request(String verb) {
    return HttpRequest.newBuilder(
            api.resolve("api/v1/apps/shop" + (verb.isEmpty() ? "" : "/" + verb)))
        .timeout(Duration.ofSeconds(5))
        .header("Authorization", "Bearer " + operatorToken());
  }

  private HttpResponse<String> send(HttpRequest request) {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(log(), e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static void nap() {
    try {
      TimeUnit.MILLISECONDS.sleep(100);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static IllegalStateException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("interrupted", e);
  }

  private String log() {
    try {
      List<String> lines = Files.readAllLines(folder.resolve("log"));
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
    } catch (IOException e) {
      return "(no log: " + e + ")";
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
