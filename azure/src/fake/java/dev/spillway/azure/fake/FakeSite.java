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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A site: its settings, host names, package and workers, and a front on its own address that sends
 * each request to the next worker. The front answers bound hosts only.
 */
final class FakeSite {
  private static final java.util.Set<String> NOT_PASSED =
      java.util.Set.of("host", "connection", "content-length", "upgrade", "http2-settings");

  /** What the probes of these tests ask for; the load asks for other paths. */
  private static final String PROBED = "/health";

  final String name;
  final String plan;
  final String address;
  final ObjectNode body;
  final Map<String, String> settings = new TreeMap<>();
  final Map<String, ObjectNode> bindings = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  final List<FakeWorker> workers = new ArrayList<>();
  final FakeDeployments deployments = new FakeDeployments();
  byte @Nullable [] zip;
  private final Path folder;
  private final HttpServer front;
  private final HttpClient http = HttpClient.newHttpClient();
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicLong answered;
  private int made;

  FakeSite(String name, String plan, String address, int port, ObjectNode body, Path folder, AtomicLong answered) {
    this.answered = answered;
    this.name = name;
    this.plan = plan;
    this.address = address;
    this.body = body;
    this.folder = folder;
    try {
      front = HttpServer.create(new InetSocketAddress(address, port), 100);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    front.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    front.createContext("/", this::forward);
    front.start();
  }

  synchronized void scale(int count) {
    while (workers.size() > count) {
      workers.removeLast().stop();
    }
    while (workers.size() < count) {
      FakeWorker worker = new FakeWorker(name.hashCode() + "-w" + ++made, folder);
      worker.restart(zip, settings);
      workers.add(worker);
    }
  }

  synchronized void restart() {
    workers.forEach(w -> w.restart(zip, settings));
  }

  synchronized List<FakeWorker> workers() {
    return List.copyOf(workers);
  }

  private void forward(HttpExchange in) throws IOException {
    try (in) {
      String host =
          String.valueOf(in.getRequestHeaders().getFirst("Host")).replaceFirst(":\\d+$", "");
      List<FakeWorker> able = workers().stream().filter(FakeWorker::runs).toList();
      if (!bindings.containsKey(host) && !host.equals(address)) {
        in.sendResponseHeaders(404, -1);
        return;
      }
      if (able.isEmpty()) {
        in.sendResponseHeaders(503, -1);
        return;
      }
      FakeWorker worker = able.get(Math.floorMod(next.getAndIncrement(), able.size()));
      pass(in, worker);
    } catch (IOException e) {
      // The client or the worker went away: nobody is left to be told.
      in.close();
    }
  }

  private void pass(HttpExchange in, FakeWorker worker) throws IOException {
    URI to = URI.create("http://127.0.0.1:" + worker.port + in.getRequestURI());
    HttpRequest.Builder out =
        HttpRequest.newBuilder(to)
            .method(
                in.getRequestMethod(),
                HttpRequest.BodyPublishers.ofByteArray(in.getRequestBody().readAllBytes()));
    in.getRequestHeaders()
        .forEach((k, all) -> {
          if (!NOT_PASSED.contains(k.toLowerCase(java.util.Locale.ROOT))) {
            all.forEach(v -> out.header(k, v));
          }
        });
    try {
      HttpResponse<byte[]> answer = http.send(out.build(), HttpResponse.BodyHandlers.ofByteArray());
      answer
          .headers()
          .firstValue("content-type")
          .ifPresent(t -> in.getResponseHeaders().add("content-type", t));
      if (!in.getRequestURI().getPath().equals(PROBED)) {
        answered.incrementAndGet();
      }
      int length = answer.body().length;
      in.sendResponseHeaders(answer.statusCode(), length == 0 ? -1 : length);
      in.getResponseBody().write(answer.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    } catch (java.net.ConnectException e) {
      in.sendResponseHeaders(502, -1);
    }
  }

  synchronized void close() {
    front.stop(0);
    workers.forEach(FakeWorker::stop);
    workers.clear();
    http.close();
  }
}
