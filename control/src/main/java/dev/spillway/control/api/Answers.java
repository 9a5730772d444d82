package dev.spillway.control.api;

import dev.spillway.control.loop.AppLoop;
import dev.spillway.control.loop.AppStatus;
import dev.spillway.control.loop.AppStatus.DeploymentView;
import dev.spillway.control.release.ReleaseStore;
import dev.spillway.control.store.StoreException;
import dev.spillway.core.Digest;
import dev.spillway.core.Intervention;
import dev.spillway.core.Release;
import dev.spillway.core.Site;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What each route of the API answers, as values that become JSON. */
final class Answers {
  private static final String WHO = "operator";

  /** No folder, no hidden file, nothing that a file system or a terminal trips over. */
  private static final Pattern FILE_NAME =
      Pattern.compile("[^./\\\\\\p{Cntrl}][^/\\\\\\p{Cntrl}]{0,199}");

  private final Backend backend;

  Answers(Backend backend) {
    this.backend = backend;
  }

  record ControllerView(String name, String version, Instant startedAt, boolean acting) {}

  record StatusView(ControllerView controller, List<AppStatus> apps) {}

  StatusView status() {
    // Acting means that what is decided can also be written down, and so be done.
    boolean acting = backend.store().trouble().isEmpty();
    return new StatusView(
        new ControllerView(backend.name(), backend.version(), backend.startedAt(), acting),
        backend.statuses());
  }

  private AppLoop loop(ServerRequest request) throws ApiException {
    return backend.loop(request.path().pathParameters().get("app"));
  }

  AppStatus app(ServerRequest request) throws ApiException {
    AppStatus status = loop(request).status();
    if (status == null) {
      throw new ApiException(503, "nothing was seen of this app yet", "try again in a second");
    }
    return status;
  }

  Object history(ServerRequest request) throws ApiException {
    long minutes = Ask.number(request, "minutes", 30, 1, 24 * 60);
    return Map.of("points", loop(request).history(Duration.ofMinutes(minutes)));
  }

  Object events(ServerRequest request) throws ApiException, StoreException {
    String app = loop(request).app().name();
    int limit = (int) Ask.number(request, "limit", 200, 1, 5_000);
    long after = Ask.number(request, "after", -1, 0, Long.MAX_VALUE);
    return Map.of(
        "events",
        after < 0
            ? backend.events().latest(app, limit)
            : backend.events().after(app, after, limit));
  }

  Object plan(ServerRequest request) throws ApiException {
    return loop(request).plan();
  }

  Object spill(ServerRequest request) throws ApiException, StoreException {
    AppLoop loop = loop(request);
    return intervene(request, loop, Ask.spill(loop.app(), Ask.body(request), WHO, now()));
  }

  Object hold(ServerRequest request) throws ApiException, StoreException {
    return intervene(request, loop(request), Ask.hold(Ask.body(request), WHO, now()));
  }

  Object resume(ServerRequest request) throws ApiException, StoreException {
    AppLoop loop = loop(request);
    String reason = Ask.needed(Ask.body(request), "reason", "the sale is over");
    AppLoop.PlanView plan = loop.dryRun(null);
    if (!dryRun(request)) {
      loop.resume(WHO, reason, now());
    }
    return plan;
  }

  private Object intervene(ServerRequest request, AppLoop loop, Intervention asked)
      throws ApiException, StoreException {
    AppLoop.PlanView plan = loop.dryRun(asked);
    if (!dryRun(request)) {
      loop.intervene(asked, now());
    }
    return plan;
  }

  private static boolean dryRun(ServerRequest request) throws ApiException {
    if (!request.query().contains("dry-run")) {
      return false;
    }
    String text = request.query().get("dry-run");
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new ApiException(400, "'dry-run' is '" + text + "'", "true or false");
    };
  }

  Object upload(ServerRequest request) throws ApiException {
    Digest digest = digest(request.path().pathParameters().get("digest"));
    String name = request.query().contains("name") ? request.query().get("name") : "";
    if (!FILE_NAME.matcher(name).matches()) {
      throw new ApiException(
          400,
          name.isEmpty() ? "no name" : "'" + name + "' is not a plain file name",
          "add ?name= and the artifact's file name without folders, 200 characters at most");
    }
    try (InputStream in = request.content().inputStream()) {
      backend.prune();
      Release release = backend.releases().add(in, name, Optional.of(digest));
      return Map.of("digest", release.digest().hex(), "fileName", release.fileName());
    } catch (ReleaseStore.MismatchException e) {
      throw new ApiException(400, String.valueOf(e.getMessage()), "send the file again, whole");
    } catch (IOException e) {
      throw new ApiException(
          507, "the artifact was not kept: " + e, "free space in the state folder");
    }
  }

  Object deploy(ServerRequest request) throws ApiException, StoreException {
    AppLoop loop = loop(request);
    JsonNode body = Ask.body(request);
    Digest digest = digest(Ask.needed(body, "digest", "64 hexadecimal digits"));
    String until = Ask.text(body, "until");
    if (until != null && loop.app().site(until).isEmpty()) {
      throw new ApiException(
          400,
          "no site '" + until + "'",
          "the sites are " + loop.app().sites().stream().map(Site::name).toList());
    }
    return DeploymentView.of(loop.deployer().start(known(digest), until, WHO, now()));
  }

  private Release known(Digest digest) throws ApiException {
    try {
      return backend
          .releases()
          .find(digest)
          .orElseThrow(() ->
              new ApiException(
                  404,
                  "no artifact " + digest.brief() + " was handed over",
                  "PUT it to /api/v1/releases/" + digest.hex() + " first"));
    } catch (IOException e) {
      throw new ApiException(500, "the releases cannot be read: " + e, "check the state folder");
    }
  }

  private static Digest digest(@Nullable String hex) throws ApiException {
    try {
      return new Digest(hex == null ? "" : hex);
    } catch (IllegalArgumentException e) {
      throw new ApiException(400, String.valueOf(e.getMessage()), "use sha256sum's first column");
    }
  }

  Object promote(ServerRequest request) throws ApiException, StoreException {
    return DeploymentView.of(loop(request).deployer().promote(WHO, now()));
  }

  Object abort(ServerRequest request) throws ApiException, StoreException {
    return DeploymentView.of(loop(request).deployer().abort(WHO, now()));
  }

  Object deployments(ServerRequest request) throws ApiException {
    return Map.of(
        "deployments",
        loop(request).deployer().state().deployments().stream().map(DeploymentView::of).toList());
  }

  private Instant now() {
    return backend.ticker().now().wall();
  }
}
