package dev.spillway.azure.fake;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Operations that answer 202 with a Location first, which says how they go. */
final class FakeOperations {
  private final FakeAzure cloud;
  private final AtomicInteger begun = new AtomicInteger();
  private final Map<String, CompletableFuture<Response>> running = new ConcurrentHashMap<>();

  FakeOperations(FakeAzure cloud) {
    this.cloud = cloud;
  }

  /** Done already, and said to be so at the third question. */
  Response later(Request r) {
    String at = "/subscriptions/" + FakeAzure.SUBSCRIPTION + "/providers/Microsoft.Web";
    return follow(r, at + "/locations/here/operationResults/op" + begun.incrementAndGet() + "-2");
  }

  /**
   * Goes on by itself, on a thread of its own: the machine's common ones may be fewer than the sites
   * that are swapped. What it ends with is the answer then.
   */
  Response begin(Request r, String site, Supplier<Response> what) {
    String id = "run" + begun.incrementAndGet();
    running.put(id, CompletableFuture.supplyAsync(what, job -> Thread.ofVirtual().start(job)));
    return follow(r, site + "/operationresults/" + id);
  }

  private Response follow(Request r, String path) {
    return Response.empty(202)
        .with("Location", cloud.arm() + path + "?api-version=" + r.apiVersion())
        .with("Retry-After", "1");
  }

  Response answer(Request r) {
    String id = r.path().substring(r.path().lastIndexOf('/') + 1);
    CompletableFuture<Response> one = running.get(id);
    if (one != null) {
      return one.isDone() ? one.join() : follow(r, r.path());
    }
    int left = Integer.parseInt(id.replaceFirst(".*-", ""));
    return left == 0
        ? Response.json(200, FakeAppService.object())
        : Response.empty(202).with("Location", r.path().replaceFirst("\\d+$", "" + (left - 1)));
  }
}
