package dev.spillway.azure.fake;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/**
 * A slot and its site change places, as the service does it: the slot's workers start anew with the
 * settings that stay at the site, each is asked until it is warm, and only then do clients come to
 * them; what was the site's starts anew in the slot. When one does not get warm, nothing changes.
 */
final class FakeSwap {
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final long EVERY_NANOS = 50_000_000;

  private final FakeAppService service;
  private final FakeSite site;
  private final FakeSite slot;

  FakeSwap(FakeAppService service, FakeSite site, FakeSite slot) {
    this.service = service;
    this.site = site;
    this.slot = slot;
  }

  Response run() {
    try (HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
      Map<String, String> before = new TreeMap<>(slot.settings);
      Map<String, String> here = moved(slot, site);
      Map<String, String> there = moved(site, slot);
      slot.settings(here);
      for (FakeWorker worker : slot.workers()) {
        if (!warm(http, worker, here)) {
          slot.settings(before);
          return Response.error(
              409,
              "Conflict",
              "Cannot swap slots for site '" + site.name + "' because the application"
                  + " initialization in the slot either took too long or failed.");
        }
      }
      site.exchange(slot);
      service.swaps++;
      slot.workers().forEach(FakeWorker::awaitIdle);
      slot.settings(there);
      site.swapped = Instant.now().toString();
      return Response.json(200, FakeAppService.object());
    } finally {
      site.swapping = false;
    }
  }

  /** What goes with the package, and what stays at the place that it comes to. */
  private Map<String, String> moved(FakeSite from, FakeSite to) {
    Map<String, String> all = new TreeMap<>(from.settings);
    all.keySet().removeAll(site.sticky);
    to.settings.forEach((k, v) -> {
      if (site.sticky.contains(k)) {
        all.put(k, v);
      }
    });
    return all;
  }

  /** Without a path and statuses of its own, any answer will do. */
  private static boolean warm(HttpClient http, FakeWorker worker, Map<String, String> settings) {
    String path = settings.getOrDefault("WEBSITE_SWAP_WARMUP_PING_PATH", "/");
    List<String> good =
        new ArrayList<>(
            List.of(settings.getOrDefault("WEBSITE_SWAP_WARMUP_PING_STATUSES", "").split(",")));
    good.remove("");
    HttpRequest ask =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + worker.port + path)).build();
    long began = System.nanoTime();
    while (System.nanoTime() - began < PATIENCE.toNanos() && worker.runs()) {
      try {
        int status = http.send(ask, BodyHandlers.discarding()).statusCode();
        if (good.isEmpty() || good.contains(Integer.toString(status))) {
          return true;
        }
      } catch (IOException notYet) {
        LockSupport.parkNanos(EVERY_NANOS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return false;
  }
}
