package dev.spillway.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BiPredicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The controller's REST API, with its errors as {@link Failure}. */
final class Api {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(3)).build();
  private final URI base;
  private final String token;

  Api(URI base, String token) {
    this.base = base;
    this.token = token;
  }

  JsonNode get(String path) {
    return send(request(path).GET());
  }

  JsonNode post(String path, JsonNode body) {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body.toString())));
  }

  JsonNode upload(String path, Path file) throws IOException {
    return send(
        request(path)
            .timeout(Duration.ofMinutes(10))
            .header("Content-Type", "application/octet-stream")
            .PUT(BodyPublishers.ofFile(file)));
  }

  /**
   * Reads the event stream until it ends, or {@code each}, given name and data, says false.
   *
   * @param joined called once, when whatever happens from now on will be told
   */
  void stream(String path, Runnable joined, BiPredicate<String, JsonNode> each) {
    HttpRequest ask = request(path).timeout(Duration.ofDays(365)).GET().build();
    try (InputStream in = ok(http.send(ask, BodyHandlers.ofInputStream())).body();
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      String name = "";
      boolean greeted = false;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!greeted) {
          greeted = true;
          joined.run();
        }
        if (line.startsWith("event:")) {
          name = line.substring(6).strip();
        } else if (line.startsWith("data:") && !each.test(name, JSON.readTree(line.substring(5)))) {
          return;
        }
      }
    } catch (IOException e) {
      throw unreachable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(base.resolve(path))
        .timeout(PATIENCE)
        .header("Authorization", "Bearer " + token);
  }

  private JsonNode send(HttpRequest.Builder request) {
    try {
      return JSON.readTree(ok(http.send(request.build(), BodyHandlers.ofInputStream())).body());
    } catch (IOException e) {
      throw unreachable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failure.work("interrupted");
    }
  }

  private static HttpResponse<InputStream> ok(HttpResponse<InputStream> answer) throws IOException {
    if (answer.statusCode() < 300) {
      return answer;
    }
    String body = new String(answer.body().readAllBytes(), StandardCharsets.UTF_8);
    // 409: the request is right, but does not fit what goes on at the moment.
    throw answer.statusCode() >= 400 && answer.statusCode() < 500 && answer.statusCode() != 409
        ? Failure.usage(explain(body, answer.statusCode()))
        : Failure.work(explain(body, answer.statusCode()));
  }

  private static String explain(String body, int status) {
    if (!body.startsWith("{")) {
      return "the controller answered " + status + (body.isBlank() ? "" : ": " + body.strip());
    }
    JsonNode error = JSON.readTree(body);
    String fix = error.path("fix").asString("");
    return error.path("error").asString("the controller answered " + status)
        + (fix.isEmpty() ? "" : "; " + fix);
  }

  private Failure unreachable(IOException e) {
    String why = e instanceof ConnectException ? "nothing listens there" : e.toString();
    return Failure.work(
        "no controller at "
            + base
            + " ("
            + why
            + "); is 'spillway run' up? --api names another address");
  }
}
