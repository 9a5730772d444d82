package dev.spillway.storefront;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Answers requests. Pages take a worker; {@code /health} and {@code /metrics} do not, so that they
 * answer under overload too. Safe for any thread.
 */
final class Web {
  private static final int MAX_BODY = 8192;

  private final Shop shop;
  private final Pages pages;
  private final Workers workers;
  private final Metrics metrics;
  private final String servedBy;

  record Answer(int status, String type, String body, Optional<String> location) {
    static Answer html(int status, String body) {
      return new Answer(status, "text/html; charset=utf-8", body, Optional.empty());
    }

    static Answer text(int status, String body) {
      return new Answer(status, "text/plain; version=0.0.4; charset=utf-8", body, Optional.empty());
    }
  }

  Web(Settings settings, Shop shop, Metrics metrics) {
    this.shop = shop;
    this.metrics = metrics;
    this.pages = new Pages(settings.site(), settings.instance());
    this.workers =
        new Workers(
            settings.workers(),
            settings.serviceTime().toNanos(),
            settings.queue().toNanos(),
            System.nanoTime());
    this.servedBy = settings.site() + "/" + settings.instance();
  }

  /** The handler of every path. */
  void handle(HttpExchange exchange) throws IOException {
    long arrived = System.nanoTime();
    try (exchange) {
      String body = body(exchange);
      String path = exchange.getRequestURI().getPath();
      Answer answer =
          switch (path) {
            case "/health" -> health();
            case "/metrics" -> Answer.text(200, metrics.text());
            default -> work(arrived, exchange.getRequestMethod(), path, body);
          };
      send(exchange, answer);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Answer work(long arrived, String method, String path, String body)
      throws InterruptedException {
    Optional<Workers.Turn> turn = workers.admit(arrived);
    if (turn.isEmpty()) {
      metrics.rejected.increment();
      return Answer.html(503, pages.message("Busy", "Too many people at once. Please try again."));
    }
    metrics.inFlight.incrementAndGet();
    try {
      await(turn.get().start());
      Answer answer = route(method, path, body);
      sleepUntil(turn.get().end());
      (answer.status() < 500 ? metrics.served : metrics.failed).increment();
      return answer;
    } finally {
      metrics.inFlight.decrementAndGet();
      metrics.took(System.nanoTime() - arrived);
    }
  }

  private void await(long start) throws InterruptedException {
    if (start <= System.nanoTime()) {
      return;
    }
    metrics.queued.incrementAndGet();
    try {
      sleepUntil(start);
    } finally {
      metrics.queued.decrementAndGet();
    }
  }

  private Answer route(String method, String path, String body) {
    try {
      if (method.equals("POST") && path.equals("/orders")) {
        return place(Form.parse(body));
      }
      if (!method.equals("GET")) {
        return Answer.html(405, pages.message("Not allowed", method + " does nothing here."));
      }
      if (path.equals("/")) {
        return Answer.html(200, pages.catalogue(shop.products()));
      }
      if (path.matches("/products/\\d{1,9}")) {
        int id = Integer.parseInt(path.substring("/products/".length()));
        return shop.product(id)
            .map(p -> Answer.html(200, pages.product(p)))
            .orElseGet(this::missing);
      }
      if (path.startsWith("/orders/")) {
        UUID token = UUID.fromString(path.substring("/orders/".length()));
        return shop.order(token)
            .map(o -> Answer.html(200, pages.order(o)))
            .orElseGet(this::missing);
      }
      return missing();
    } catch (IllegalArgumentException e) {
      return Answer.html(400, pages.message("Not understood", String.valueOf(e.getMessage())));
    } catch (SQLException e) {
      return Answer.html(500, pages.message("Out of order", "The database does not answer."));
    }
  }

  private Answer place(Form form) throws SQLException {
    return shop.order(form.email(), form.name(), form.product(), form.quantity())
        .map(token -> new Answer(303, "text/plain", "ordered\n", Optional.of("/orders/" + token)))
        .orElseGet(this::missing);
  }

  private Answer missing() {
    return Answer.html(404, pages.message("Not found", "There is nothing here."));
  }

  private Answer health() {
    try {
      shop.ping();
      return Answer.text(200, "ok\n");
    } catch (SQLException e) {
      return Answer.text(503, "the database does not answer\n");
    }
  }

  private static String body(HttpExchange exchange) throws IOException {
    byte[] bytes = exchange.getRequestBody().readNBytes(MAX_BODY);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private void send(HttpExchange exchange, Answer answer) throws IOException {
    byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
    var headers = exchange.getResponseHeaders();
    headers.set("Content-Type", answer.type());
    headers.set("Cache-Control", "no-store");
    headers.set("X-Served-By", servedBy);
    answer.location().ifPresent(to -> headers.set("Location", to));
    exchange.sendResponseHeaders(answer.status(), bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private static void sleepUntil(long nanos) throws InterruptedException {
    long left = nanos - System.nanoTime();
    if (left > 0) {
      TimeUnit.NANOSECONDS.sleep(left);
    }
  }

  /** The longest that an admitted request can take, without the database. */
  static Duration longest(Settings settings) {
    return settings.queue().plus(settings.serviceTime());
  }
}
