package dev.spillway.control.api;

import dev.spillway.core.AdapterException;
import dev.spillway.core.Endpoint;
import dev.spillway.core.Sample;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;

/**
 * The metrics of a process that has no API: {@code /metrics}, by the API's rules for hosts and
 * tokens, and {@code /healthz}. Safe for any thread.
 */
public final class MetricsServer implements AutoCloseable {
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Guard guard;
  private final WebServer server;

  private MetricsServer(Endpoint listen, String key, Tokens tokens, Supplier<List<Sample>> figures)
      throws AdapterException.Invalid {
    registry.register(new Figures(figures));
    guard = new Guard(tokens, listen.host());
    server = WebPort.open(listen, "the metrics", key, this::routes);
  }

  /**
   * Opens the port.
   *
   * @param key of controller.yaml that names the address
   * @throws AdapterException.Invalid when it cannot be opened; says what to do
   */
  public static MetricsServer start(
      Endpoint listen, String key, Tokens tokens, Supplier<List<Sample>> figures)
      throws AdapterException.Invalid {
    return new MetricsServer(listen, key, tokens, figures);
  }

  private void routes(HttpRouting.Builder routing) {
    routing.get("/healthz", (q, r) -> r.send("ok\n"));
    routing.get("/metrics", this::metrics);
  }

  private void metrics(ServerRequest request, ServerResponse response) {
    try {
      guard.place(request);
      guard.role(request);
      response.header(HeaderNames.CONTENT_TYPE, Figures.TYPE).send(Figures.text(registry));
    } catch (ApiException e) {
      response
          .status(e.status())
          .send((e.getMessage() + "; " + e.fix() + "\n").getBytes(StandardCharsets.UTF_8));
    }
  }

  @Override
  public void close() {
    server.stop();
  }
}
