package dev.spillway.azure.monitor;

import dev.spillway.azure.client.Arm;
import dev.spillway.azure.client.ArmAnswer;
import dev.spillway.azure.client.ArmCall;
import dev.spillway.core.AdapterException;
import dev.spillway.core.Instance;
import dev.spillway.core.Reading;
import dev.spillway.core.SignalSource;
import dev.spillway.core.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads what Azure Monitor knows of a web app: requests, failures, the slowest answer, the queue,
 * all of the newest minute that is known. That minute lies one to several minutes back; the reading
 * says how far, by the cloud's own clock.
 *
 * <pre>
 *   demand          Requests / 60 s
 *   rejected        Http5xx / 60 s
 *   served          the difference
 *   queued          RequestsInApplicationQueue, average of the minute
 *   latencyMillis   HttpResponseTime, the slowest of the minute: there are no percentiles
 * </pre>
 *
 * With the numbers of its plan, which {@link PlanNumbers} reads, {@code queued} is the sum of both
 * queues, and {@code used} says how much of the processors' limit is used. For one thread at a
 * time.
 */
final class AzureMonitor implements SignalSource {
  private static final String REQUESTS = "Requests";
  private static final String FAILED = "Http5xx";
  private static final String QUEUE = "RequestsInApplicationQueue";
  private static final String TIME = "HttpResponseTime";

  /** Where the client comes from when it is needed first. */
  interface Client {
    Arm arm() throws AdapterException;
  }

  private final Client client;
  private final String group;
  private final String webApp;
  private final @Nullable PlanNumbers plan;
  private final Duration interval;
  private final Ticker ticker;

  /**
   * @param plan null when its numbers are not wanted
   */
  AzureMonitor(
      Client client,
      String group,
      String webApp,
      @Nullable PlanNumbers plan,
      Duration interval,
      Ticker ticker) {
    this.client = client;
    this.group = group;
    this.webApp = webApp;
    this.plan = plan;
    this.interval = interval;
    this.ticker = ticker;
  }

  @Override
  public Reading read(List<Instance> instances) throws AdapterException {
    ArmCall call =
        ArmCall.of(MonitorOperations.METRICS, "group", group, "site", webApp)
            .query("metricnames", String.join(",", REQUESTS, FAILED, QUEUE, TIME))
            .query("interval", "PT1M")
            .query("aggregation", "Total,Average,Maximum");
    ArmAnswer answer = client.arm().send(call).orThrow("cannot read the metrics of " + webApp);
    Reading app = reading(new Minutes(answer.body()), cloudsNow(answer, ticker));
    return plan == null ? app : both(app, plan.read());
  }

  /** Requests wait in front of a worker or in its application, never in both. */
  private static Reading both(Reading app, Reading plan) {
    Double inApp = app.queued();
    Double before = plan.queued();
    Reading all = Reading.merge(List.of(app, plan));
    return new Reading(
        all.health(),
        all.reasons(),
        all.demand(),
        all.served(),
        all.rejected(),
        inApp == null || before == null ? all.queued() : Double.valueOf(inApp + before),
        all.latencyMillis(),
        all.demandOf(),
        all.used(),
        all.age());
  }

  static Reading reading(Minutes minutes, Instant now) {
    Instant minute = minutes.newest(REQUESTS, "total", now).orElse(null);
    if (minute == null) {
      return Reading.NOTHING;
    }
    double requests = perSecond(minutes.at(REQUESTS, "total", minute));
    double failed = Math.min(requests, perSecond(minutes.at(FAILED, "total", minute)));
    Double slowest = minutes.at(TIME, "maximum", minute);
    return new Reading(
        Map.of(),
        Map.of(),
        requests,
        requests - failed,
        failed,
        minutes.at(QUEUE, "average", minute),
        slowest == null ? null : slowest * 1000,
        Map.of(),
        Map.of(),
        Duration.between(minute.plus(Minutes.MINUTE), now));
  }

  /** A minute without a failure has no value of it. */
  private static double perSecond(@Nullable Double total) {
    return total == null ? 0 : Math.max(0, total) / Minutes.MINUTE.toSeconds();
  }

  /** This machine's clock may be wrong; the cloud's own stamps both its answer and its minutes. */
  static Instant cloudsNow(ArmAnswer answer, Ticker ticker) {
    try {
      String date = answer.header("date").orElse("");
      return ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
    } catch (DateTimeParseException e) {
      return ticker.now().wall();
    }
  }

  @Override
  public Duration interval() {
    return interval;
  }

  @Override
  public void close() {}
}
