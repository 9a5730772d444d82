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
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
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
  private static final Set<String> NOT_PASSED =
      Set.of("host", "connection", "content-length", "upgrade", "http2-settings");

  /** What the probes of these tests ask for; the load asks for other paths. */
  private static final String PROBED = "/health";

  final String name;
  final String plan;
  final String address;
  volatile ObjectNode body = FakeAppService.object();
  volatile boolean swapping;

  /** When it last was; empty for never. */
  volatile String swapped = "";

  final Map<String, String> settings = new TreeMap<>();

  /** Names of settings that stay here when a slot is swapped. */
  final Set<String> sticky = ConcurrentHashMap.newKeySet();

  final Map<String, FakeSite> slots = new ConcurrentHashMap<>();
  final Map<String, ObjectNode> bindings = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  final List<FakeWorker> workers = new ArrayList<>();
  final FakeDeployments deployments = new FakeDeployments();
  byte @Nullable [] zip;
  private final Path folder;
  private final HttpServer front;
  private final HttpClient http = HttpClient.newHttpClient();
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicLong answered;
  private volatile boolean stopped;

  FakeSite(
      String name, String plan, String address, int port, Path folder, AtomicLong answered) {
    this.answered = answered;
    this.name = name;
    this.plan = plan;
    this.address = address;
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

  /** With its state of now. */
  ObjectNode body() {
    ObjectNode now = body.deepCopy();
    ObjectNode properties = now.withObject("/properties");
    properties.put("state", stopped ? "Stopped" : "Running");
    if (!swapped.isEmpty()) {
      properties.putObject("slotSwapStatus").put("timestampUtc", swapped);
    }
    if (swapping) {
      properties.put("inProgressOperationId", "00000000-0000-0000-0000-00000000000f");
    }
    return now;
  }

  /** It and its slots run on these machines, and on no others. */
  void scaleAll(List<String> machines) {
    scale(machines);
    slots.values().forEach(s -> s.scale(machines));
  }

  synchronized void scale(List<String> machines) {
    for (FakeWorker worker : workers()) {
      if (!machines.contains(worker.id)) {
        workers.remove(worker);
        worker.awaitIdle();
        worker.stop();
      }
    }
    List<String> there = workers.stream().map(w -> w.id).toList();
    for (String machine : machines) {
      if (!there.contains(machine)) {
        FakeWorker worker = new FakeWorker(machine, folder);
        workers.add(worker);
        if (!stopped) {
          worker.restart(zip, settings);
        }
      }
    }
  }

  synchronized void restart() {
    if (!stopped) {
      workers.forEach(w -> w.restart(zip, settings));
    }
  }

  boolean slot() {
    return body.path("type").asString("").endsWith("/slots");
  }

  boolean stopped() {
    return stopped;
  }

  synchronized void stop() {
    stopped = true;
    workers.forEach(FakeWorker::stop);
  }

  synchronized void start() {
    if (stopped) {
      stopped = false;
      restart();
    }
  }

  /** All of them, which starts the workers anew. */
  synchronized void settings(Map<String, String> all) {
    settings.clear();
    settings.putAll(all);
    restart();
  }

  /** Package, settings and running workers go over; addresses, host names and the rest stay. */
  synchronized void exchange(FakeSite slot) {
    synchronized (slot) {
      byte[] mine = zip;
      zip = slot.zip;
      slot.zip = mine;
      Map<String, String> mySettings = new TreeMap<>(settings);
      settings.clear();
      settings.putAll(slot.settings);
      slot.settings.clear();
      slot.settings.putAll(mySettings);
      List<FakeWorker> myWorkers = List.copyOf(workers);
      workers.clear();
      workers.addAll(slot.workers);
      slot.workers.clear();
      slot.workers.addAll(myWorkers);
    }
  }

  synchronized List<FakeWorker> workers() {
    return List.copyOf(workers);
  }

  /** The next one that answers, which is busy from now on; null when none does. */
  private synchronized @Nullable FakeWorker pick() {
    List<FakeWorker> able = workers.stream().filter(FakeWorker::ready).toList();
    if (able.isEmpty()) {
      return null;
    }
    FakeWorker worker = able.get(Math.floorMod(next.getAndIncrement(), able.size()));
    worker.busy.incrementAndGet();
    return worker;
  }

  private void forward(HttpExchange in) throws IOException {
    try (in) {
      String host =
          String.valueOf(in.getRequestHeaders().getFirst("Host")).replaceFirst(":\\d+$", "");
      if (!bindings.containsKey(host) && !host.equals(address)) {
        in.sendResponseHeaders(404, -1);
        return;
      }
      if (stopped) {
        in.sendResponseHeaders(403, -1);
        return;
      }
      FakeWorker worker = pick();
      if (worker == null) {
        in.sendResponseHeaders(503, -1);
        return;
      }
      try {
        pass(in, worker);
      } finally {
        worker.busy.decrementAndGet();
      }
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
      for (String header : List.of("content-type", "location")) {
        answer
            .headers()
            .firstValue(header)
            .ifPresent(t -> in.getResponseHeaders().add(header, t));
      }
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

  /** A swap that is under way starts nothing here any more. */
  synchronized void close() {
    front.stop(0);
    stop();
    workers.clear();
    http.close();
  }
}
