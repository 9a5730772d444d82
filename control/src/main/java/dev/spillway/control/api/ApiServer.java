package dev.spillway.control.api;

import dev.spillway.control.api.Tokens.Role;
import dev.spillway.control.loop.AppLoop;
import dev.spillway.control.loop.AppStatus;
import dev.spillway.control.store.Json;
import dev.spillway.control.store.StoreException;
import dev.spillway.core.AdapterException;
import dev.spillway.core.Endpoint;
import dev.spillway.core.Sample;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The HTTP API, the event stream, the metrics and the dashboard, on one port. */
public final class ApiServer implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ApiServer.class.getName());
  private static final String JSON = "application/json";

  private final Endpoint listen;
  private final Guard guard;
  private final Answers answers;
  private final Stream stream;
  private final Exposition exposition;
  private final StaticFiles files = new StaticFiles();
  private @Nullable WebServer server;

  private ApiServer(Endpoint listen, Backend backend, Guard guard, Exposition exposition) {
    this.listen = listen;
    this.guard = guard;
    this.answers = new Answers(backend);
    this.stream = new Stream(backend.meters(), backend.loops().size());
    this.exposition = exposition;
    backend.events().listen(event -> stream.send("event", () -> Json.write(event)));
  }

  /** Makes the server without opening its port. */
  public static ApiServer prepare(
      Endpoint listen, Backend backend, Tokens tokens, Supplier<List<Sample>> figures) {
    return new ApiServer(
        listen, backend, new Guard(tokens, listen.host()), new Exposition(backend, figures));
  }

  /**
   * Opens the port.
   *
   * @throws AdapterException.Invalid when it cannot be opened; says what to do
   */
  public void start() throws AdapterException {
    server = WebPort.open(listen, "the API", "api", this::routes);
  }

  private void routes(HttpRouting.Builder routing) {
    for (Route route : Route.all()) {
      routing.route(route.method(), route.path(), guarded(route));
    }
    routing.get(
        "/healthz", (q, r) -> r.header(HeaderNames.CONTENT_TYPE, JSON).send("{\"status\":\"ok\"}"));
    routing.get(
        "/metrics",
        open((q, r) -> {
          guard.role(q);
          r.header(HeaderNames.CONTENT_TYPE, Figures.TYPE).send(exposition.text());
        }));
    routing.get(
        "/api/v1/stream",
        open((q, r) -> {
          guard.role(q);
          stream.serve(q, r, () -> {});
        }));
    routing.get("/openapi.yaml", open((q, r) -> files.send("", "openapi.yaml", q, r)));
    routing.get("/", open((q, r) -> files.send("dashboard/", "index.html", q, r)));
    routing.any(
        "/api/*",
        open((q, r) -> {
          guard.role(q);
          throw new ApiException(404, "no such route: " + q.path().path(), "see /openapi.yaml");
        }));
    routing.get("/*", open((q, r) -> files.send("dashboard/", q.path().path().substring(1), q, r)));
  }

  /** Handles a request; what it throws becomes a JSON error. */
  private interface Page {
    void serve(ServerRequest request, ServerResponse response) throws ApiException, StoreException;
  }

  private Handler guarded(Route route) {
    return open((request, response) -> {
      Role role = guard.role(request);
      if (route.changes()) {
        guard.operator(role);
      }
      Object answer = route.action().answer(answers, request);
      response
          .header(HeaderNames.CONTENT_TYPE, JSON)
          .header(HeaderNames.CACHE_CONTROL, "no-store")
          .send(Json.write(answer).getBytes(StandardCharsets.UTF_8));
    });
  }

  private Handler open(Page page) {
    return (request, response) -> {
      response.header("X-Content-Type-Options", "nosniff");
      response.header("Referrer-Policy", "no-referrer");
      response.header(
          "Content-Security-Policy",
          "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'");
      try {
        guard.place(request);
        page.serve(request, response);
      } catch (ApiException e) {
        error(response, e.status(), String.valueOf(e.getMessage()), e.fix());
      } catch (StoreException e) {
        error(response, 503, String.valueOf(e.getMessage()), "nothing was changed; see the log");
      } catch (IllegalStateException e) {
        error(response, 409, String.valueOf(e.getMessage()), "see /api/v1/status");
      } catch (java.io.UncheckedIOException e) {
        throw e;
      } catch (RuntimeException e) {
        LOG.log(System.Logger.Level.ERROR, request.path().path() + " failed", e);
        error(response, 500, "this is a mistake in the controller: " + e, "see its log");
      }
    };
  }

  private static void error(ServerResponse response, int status, String error, String fix) {
    if (response.isSent()) {
      return;
    }
    response
        .status(status)
        .header(HeaderNames.CONTENT_TYPE, JSON)
        .send(Json.write(Map.of("error", error, "fix", fix)).getBytes(StandardCharsets.UTF_8));
  }

  /** Tells listening clients of an app's latest status. */
  public void told(AppLoop loop) {
    AppStatus status = loop.status();
    if (status != null && stream.hasClients()) {
      stream.send("status", () -> Json.write(status));
    }
  }

  @Override
  public void close() {
    stream.close();
    WebServer running = server;
    if (running != null) {
      running.stop();
    }
  }
}
