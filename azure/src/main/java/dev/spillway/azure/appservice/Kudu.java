package dev.spillway.azure.appservice;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.BinaryData;
import com.azure.core.util.Context;
import dev.spillway.azure.client.Arm;
import dev.spillway.core.AdapterException;
import dev.spillway.core.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * A site's deployment service. It takes the Resource Manager's tokens; a Hub's may want the site's
 * publishing credentials instead, which are asked for when the token is refused and never kept on a
 * disk.
 */
final class Kudu {
  private static final Duration EVERY = Duration.ofSeconds(3);
  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final int SUCCESS = 4;
  private static final int FAILED = 3;
  private static final String LATEST = "/api/deployments/latest";

  private final Place place;
  private final Spot spot;
  private @Nullable String basic;
  private @Nullable HttpClient http;

  Kudu(Place place, Spot spot) {
    this.place = place;
    this.spot = spot;
  }

  /** An answer without its body read. */
  private interface Reader<T> {
    T read(int status, HttpResponse response) throws AdapterException, IOException;
  }

  /**
   * Sends a package and waits until it is unpacked.
   *
   * @throws AdapterException.Transient when another deployment ran, after that has ended
   */
  void deploy(String scm, Path zip) throws AdapterException {
    HttpRequest request = request(HttpMethod.POST, scm, "/api/zipdeploy?isAsync=true");
    request.setHeader(HttpHeaderName.CONTENT_TYPE, "application/zip");
    request.setBody(BinaryData.fromFile(zip));
    String follow =
        call(
            request,
            (status, answer) -> {
              if (status == 409) {
                return "";
              }
              good("cannot deploy", status, answer);
              String at = answer.getHeaderValue(HttpHeaderName.LOCATION);
              return at == null ? LATEST : local(scm, at);
            });
    int ended = follow(scm, follow.isEmpty() ? LATEST : follow);
    if (follow.isEmpty()) {
      // Perhaps our own, of a controller that ended: what it brought is looked at next.
      throw new AdapterException.Transient("another deployment of the site has just ended");
    }
    if (ended == FAILED) {
      throw new AdapterException.Invalid("the site could not take the package");
    }
  }

  private static String local(String scm, String location) throws AdapterException.Invalid {
    String own = "https://" + scm;
    if (location.startsWith("/")) {
      return location;
    }
    if (!location.regionMatches(true, 0, own + "/", 0, own.length() + 1)) {
      throw new AdapterException.Invalid("a deployment is to be followed at another host");
    }
    return location.substring(own.length());
  }

  /** Waits until a deployment is over, well or not. */
  private int follow(String scm, String path) throws AdapterException {
    Duration waited = Duration.ZERO;
    while (true) {
      JsonNode state =
          call(request(HttpMethod.GET, scm, path), (status, answer) -> json(status, answer));
      int status = state.path("status").asInt(-1);
      if (status == SUCCESS || status == FAILED) {
        return status;
      }
      waited = waited.plus(EVERY);
      if (waited.compareTo(LONGEST) > 0) {
        throw new AdapterException.Transient("the deployment is not over after 10 min");
      }
      pause();
    }
  }

  private void pause() throws AdapterException.Transient {
    try {
      place.access().pause().pause(EVERY);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AdapterException.Transient("ended while a deployment was followed", e);
    }
  }

  private JsonNode json(int status, HttpResponse answer) throws AdapterException {
    good("cannot follow the deployment", status, answer);
    try {
      return Place.JSON.readTree(answer.getBodyAsBinaryData().toString());
    } catch (JacksonException e) {
      throw new AdapterException.Transient("the deployment service answers with no JSON", e);
    }
  }

  /**
   * The digest of the package as one worker sees it.
   *
   * @param worker by the platform's name; null for whichever answers
   * @return empty when there is none
   */
  Optional<Digest> digest(String scm, boolean zip, @Nullable String worker)
      throws AdapterException {
    String path = zip ? packagePath(scm, worker) : "/api/vfs/site/wwwroot/" + Artifacts.JAR;
    if (path.isEmpty()) {
      return Optional.empty();
    }
    return call(
        to(worker, request(HttpMethod.GET, scm, path)),
        (status, answer) -> {
          if (status == 404) {
            return Optional.empty();
          }
          good("cannot read the package back", status, answer);
          try (InputStream in = answer.getBodyAsBinaryData().toStream()) {
            return Optional.of(Digest.of(in));
          }
        });
  }

  private String packagePath(String scm, @Nullable String worker) throws AdapterException {
    String folder = "/api/vfs/data/SitePackages/";
    return call(
        to(worker, request(HttpMethod.GET, scm, folder + "packagename.txt")),
        (status, answer) -> {
          if (status == 404) {
            return "";
          }
          good("cannot read the package's name", status, answer);
          return folder + answer.getBodyAsBinaryData().toString().strip();
        });
  }

  /** The front end sends a request with this cookie to that worker. */
  private static HttpRequest to(@Nullable String worker, HttpRequest request) {
    if (worker != null) {
      request.setHeader(HttpHeaderName.COOKIE, "ARRAffinity=" + worker);
    }
    return request;
  }

  private void good(String what, int status, HttpResponse answer) throws AdapterException {
    if (status >= 200 && status < 300) {
      return;
    }
    String text = what + ": the deployment service answered " + status;
    // A site that was just made is not known everywhere yet.
    if (status >= 500 || status == 404 || status == 408 || status == 409 || status == 429) {
      throw new AdapterException.Transient(text);
    }
    throw new AdapterException.Invalid(
        text
            + (status == 401 || status == 403
                ? ": the sign-in needs the right " + spot.publish().action()
                : ""));
  }

  private static HttpRequest request(HttpMethod method, String scm, String path) {
    return new HttpRequest(method, "https://" + scm + path);
  }

  private <T> T call(HttpRequest request, Reader<T> reader) throws AdapterException {
    String known = basic;
    if (known == null) {
      Arm arm = place.access().arm();
      String token = arm.token();
      request.setHeader(HttpHeaderName.AUTHORIZATION, "Bearer " + token);
      Optional<T> answered = send(request, reader, true);
      if (answered.isEmpty()) {
        arm.refused(token);
        request.setHeader(HttpHeaderName.AUTHORIZATION, "Bearer " + arm.token());
        answered = send(request, reader, arm.cloud().hub());
      }
      if (answered.isPresent()) {
        return answered.get();
      }
      known = publishing();
      basic = known;
    }
    request.setHeader(HttpHeaderName.AUTHORIZATION, known);
    return send(request, reader, false)
        .orElseThrow(() -> new IllegalStateException("every other answer is read"));
  }

  /**
   * @param elsewise a refused sign-in is no failure but an empty answer
   */
  private <T> Optional<T> send(HttpRequest request, Reader<T> reader, boolean elsewise)
      throws AdapterException {
    try (HttpResponse response = http().sendSync(request, Context.NONE)) {
      int status = response.getStatusCode();
      if (status == 401) {
        basic = null; // what was known may have been changed
      }
      return elsewise && status == 401
          ? Optional.empty()
          : Optional.of(reader.read(status, response));
    } catch (IOException | RuntimeException e) {
      throw new AdapterException.Transient(
          "the deployment service of " + place.settings().site() + " does not answer: " + e, e);
    }
  }

  private HttpClient http() throws AdapterException {
    HttpClient known = http;
    if (known == null) {
      known = place.access().http(LONGEST); // a package takes longer than a call
      http = known;
    }
    return known;
  }

  private String publishing() throws AdapterException {
    JsonNode user =
        place
            .run(place.call(spot.publishing()), "cannot read the publishing credentials")
            .body()
            .path("properties");
    String both =
        user.path("publishingUserName").asString("")
            + ":"
            + user.path("publishingPassword").asString("");
    return "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8));
  }
}
