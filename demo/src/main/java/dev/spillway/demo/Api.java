package dev.spillway.demo;

import dev.spillway.demo.world.DemoException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The controller's API, as anybody with the token may use it. Safe for any thread. */
public final class Api {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();
  private final String base;
  private final Path tokenFile;

  Api(int port, Path tokenFile) {
    this.base = "http://127.0.0.1:" + port;
    this.tokenFile = tokenFile;
  }

  /** True when the controller answers and its token can be read. */
  public boolean ready() {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(base + "/healthz")).timeout(TIMEOUT).build();
      return Files.exists(tokenFile)
          && http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** The status of the app; empty when the controller did not answer this time. */
  Optional<Status> status() {
    try {
      return Optional.of(Status.of(get("/api/v1/apps/" + ConfigFiles.APP)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  public JsonNode get(String path) throws IOException {
    return send(request(path).GET().build());
  }

  JsonNode post(String path, String json) throws IOException {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json))
            .build());
  }

  JsonNode put(String path, Path file) throws IOException {
    return send(
        request(path)
            .header("Content-Type", "application/octet-stream")
            .PUT(HttpRequest.BodyPublishers.ofFile(file))
            .build());
  }

  String dashboard() throws IOException {
    return base + "/#token=" + token();
  }

  private String token() throws IOException {
    return Files.readString(tokenFile).strip();
  }

  private HttpRequest.Builder request(String path) throws IOException {
    return HttpRequest.newBuilder(URI.create(base + path))
        .timeout(TIMEOUT)
        .header("Authorization", "Bearer " + token());
  }

  private JsonNode send(HttpRequest request) throws IOException {
    try {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() / 100 != 2) {
        throw new IOException(
            request.method()
                + " "
                + request.uri().getPath()
                + " was answered "
                + answer.statusCode()
                + ": "
                + answer.body().strip());
      }
      return JSON.readTree(answer.body().isEmpty() ? "{}" : answer.body());
    } catch (JacksonException e) {
      throw new IOException(request.uri().getPath() + " did not answer JSON", e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static DemoException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new DemoException("interrupted", e);
  }
}
