package dev.spillway.azure.fake;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** The front of an environment: sends each request to the next replica of the host's app. */
final class FakeFront implements AutoCloseable {
  private final HttpServer server;
  private final HttpClient http = HttpClient.newHttpClient();
  private final AtomicInteger next = new AtomicInteger();
  private final Function<String, Optional<List<FakeReplica>>> byHost;

  /**
   * @param byHost empty for a host that nobody has bound
   */
  FakeFront(String address, int port, Function<String, Optional<List<FakeReplica>>> byHost) {
    this.byHost = byHost;
    try {
      server = HttpServer.create(new InetSocketAddress(address, port), 100);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::forward);
    server.start();
  }

  private void forward(HttpExchange in) throws IOException {
    try (in) {
      String host =
          String.valueOf(in.getRequestHeaders().getFirst("Host")).replaceFirst(":\\d+$", "");
      Optional<List<FakeReplica>> able = byHost.apply(host);
      if (able.isEmpty() || able.get().isEmpty()) {
        in.sendResponseHeaders(able.isEmpty() ? 404 : 503, -1);
        return;
      }
      int turn = Math.floorMod(next.getAndIncrement(), able.get().size());
      pass(in, able.get().get(turn));
    }
  }

  private void pass(HttpExchange in, FakeReplica replica) throws IOException {
    URI to = URI.create("http://127.0.0.1:" + replica.port + in.getRequestURI());
    HttpRequest out =
        HttpRequest.newBuilder(to)
            .method(
                in.getRequestMethod(),
                HttpRequest.BodyPublishers.ofByteArray(in.getRequestBody().readAllBytes()))
            .build();
    try {
      HttpResponse<byte[]> answer = http.send(out, HttpResponse.BodyHandlers.ofByteArray());
      int length = answer.body().length;
      in.sendResponseHeaders(answer.statusCode(), length == 0 ? -1 : length);
      in.getResponseBody().write(answer.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    http.close();
  }
}
