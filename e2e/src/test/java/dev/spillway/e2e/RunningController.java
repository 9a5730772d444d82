package dev.spillway.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A {@code spillway run} of a folder, and what its API says of one app. */
public final class RunningController implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Path folder;
  private final URI app;
  private final Process run;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();

  /**
   * @param api the port of the folder's configuration
   */
  public static RunningController start(SpillwayProgram program, int api, String app)
      throws IOException {
    Path folder = program.folder();
    Process run = program.start(folder.resolve("run.log"), "run");
    URI uri = URI.create("http://127.0.0.1:" + api + "/api/v1/apps/" + app);
    return new RunningController(folder, uri, run);
  }

  private RunningController(Path folder, URI app, Process run) {
    this.folder = folder;
    this.app = app;
    this.run = run;
  }

  /** What the API says of the app; empty until it answers. */
  public JsonNode status() {
    if (!run.isAlive()) {
      throw new IllegalStateException("spillway run has ended:\n" + log());
    }
    try {
      Path token = folder.resolve("state/token");
      if (!Files.exists(token)) {
        return JSON.createObjectNode();
      }
      HttpRequest ask =
          HttpRequest.newBuilder(app)
              .header("Authorization", "Bearer " + Files.readString(token).strip())
              .timeout(PATIENCE)
              .build();
      return JSON.readTree(http.send(ask, BodyHandlers.ofString()).body());
    } catch (IOException notYet) {
      return JSON.createObjectNode();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** What it says of one site; empty while it says nothing. */
  public JsonNode site(String name) {
    return status()
        .path("sites")
        .valueStream()
        .filter(s -> s.path("site").asString("").equals(name))
        .findFirst()
        .orElseGet(JSON::createObjectNode);
  }

  public String log() {
    try {
      return Files.readString(folder.resolve("run.log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends it as a power cut does, at whatever it is doing. */
  public void kill() throws InterruptedException {
    run.destroyForcibly().waitFor();
  }

  /** Ends it, in 20 seconds by force. */
  @Override
  public void close() throws InterruptedException {
    run.destroy();
    if (!run.waitFor(20, TimeUnit.SECONDS)) {
      run.destroyForcibly().waitFor();
    }
    http.close();
  }
}
