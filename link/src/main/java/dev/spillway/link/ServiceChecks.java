package dev.spillway.link;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Asks each service of one agent through its session, again and again until the session is over,
 * and tells the agent what came back. So the agent's status says what app instances would find.
 */
final class ServiceChecks {
  /** In the place of a client's address. */
  static final String CLIENT = "check";

  private final Session session;
  private final Supplier<Map<String, ServicePort>> services;
  private final LinkTimings timings;
  private final int mostStreams;
  private final Consumer<Map<String, String>> told;
  private final CountDownLatch stop = new CountDownLatch(1);

  /**
   * @param services that the agent offers and the gateway has now
   * @param told each round's failures by service, empty text for none; must not wait
   */
  ServiceChecks(
      Session session,
      Supplier<Map<String, ServicePort>> services,
      LinkTimings timings,
      int mostStreams,
      Consumer<Map<String, String>> told) {
    this.session = session;
    this.services = services;
    this.timings = timings;
    this.mostStreams = mostStreams;
    this.told = told;
  }

  void start() {
    Thread.ofVirtual().name("checks of " + session.peer).start(this::run);
  }

  private void run() {
    try {
      do {
        Map<String, String> failures = checkAll();
        told.accept(failures);
        String results = Checked.text(failures);
        session.execute(() -> session.control(Frames.text(FrameType.STATUS, results)));
      } while (!session.isOver() && !stop.await(timings.check().toNanos(), TimeUnit.NANOSECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Map<String, String> checkAll() throws InterruptedException {
    Map<String, Probe> probes = new LinkedHashMap<>();
    services.get().forEach((name, port) -> probes.put(name, begin(name, port.check())));
    // A target may take its whole time to accept, and then its answer takes a while, too.
    long limit = timings.connect().toMillis() + timings.answer().toMillis();
    long start = session.nanos();
    Map<String, String> failures = new LinkedHashMap<>();
    for (Map.Entry<String, Probe> each : probes.entrySet()) {
      long left = limit - (session.nanos() - start) / 1_000_000;
      failures.put(each.getKey(), outcome(each.getValue(), left, limit));
    }
    return failures;
  }

  private String outcome(Probe probe, long leftMillis, long limit) throws InterruptedException {
    probe.result.completeOnTimeout(
        "no answer within " + limit + " ms", Math.max(1, leftMillis), TimeUnit.MILLISECONDS);
    String failure = probe.result.join();
    session.execute(probe::finish);
    return failure;
  }

  private Probe begin(String service, String check) {
    Probe probe = new Probe(Check.of(check));
    session.execute(() -> {
      Stream stream = session.isOver() ? null : session.open(service, CLIENT, mostStreams);
      if (stream == null) {
        probe.close(Reason.LIMIT, "no stream for the check");
      } else {
        stream.attach(probe);
      }
    });
    return probe;
  }
}
