package dev.spillway.link;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.spillway.core.Endpoint;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Answers {@code GET} of {@code /status} and {@code /metrics}, to this machine only. */
final class StatusServer implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads;

  private StatusServer(HttpServer server, ExecutorService threads) {
    this.server = server;
    this.threads = threads;
  }

  /**
   * @param who the end whose status it is, for people
   * @param pages by their paths
   */
  static StatusServer start(Endpoint at, String who, Map<String, Supplier<String>> pages)
      throws IOException {
    InetSocketAddress address = new InetSocketAddress(at.host(), at.port());
    if (address.isUnresolved() || !address.getAddress().isLoopbackAddress()) {
      throw new IOException(
          "the "
              + who
              + "'s status address "
              + at
              + " is not loopback; use 127.0.0.1:"
              + at.port());
    }
    HttpServer server;
    try {
      server = HttpServer.create(address, 0);
    } catch (BindException e) {
      throw new IOException(
          "cannot listen on the " + who + "'s status address " + at + ": " + e.getMessage(), e);
    }
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    server.setExecutor(threads);
    server.createContext("/", exchange -> answer(exchange, pages));
    server.start();
    return new StatusServer(server, threads);
  }

  private static void answer(HttpExchange exchange, Map<String, Supplier<String>> pages)
      throws IOException {
    try (exchange) {
      Supplier<String> page = pages.get(exchange.getRequestURI().getPath());
      if (!isLocal(exchange.getRequestHeaders().getFirst("Host"))) {
        send(exchange, 403, "ask by a loopback address\n");
      } else if (page == null) {
        send(exchange, 404, "there are /status and /metrics\n");
      } else if (!exchange.getRequestMethod().equals("GET")) {
        send(exchange, 405, "there is GET\n");
      } else {
        send(exchange, 200, page.get());
      }
    }
  }

  /** A page of another site whose name leads to loopback must not read the status. */
  private static boolean isLocal(@Nullable String host) {
    return host != null && host.matches("(localhost|127\\.[0-9.]+|\\[::1])(:\\d+)?");
  }

  private static void send(HttpExchange exchange, int code, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
    exchange.sendResponseHeaders(code, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
