package dev.spillway.azure.monitor;

import dev.spillway.azure.Access;
import dev.spillway.azure.check.CloudCheck;
import dev.spillway.azure.check.Look;
import dev.spillway.azure.client.Arm;
import dev.spillway.azure.client.ArmAnswer;
import dev.spillway.azure.client.ArmCall;
import dev.spillway.core.AdapterContext;
import dev.spillway.core.AdapterException;
import dev.spillway.core.AdapterSpec;
import dev.spillway.core.AdapterType;
import dev.spillway.core.App;
import dev.spillway.core.Finding;
import dev.spillway.core.Instance;
import dev.spillway.core.Reading;
import dev.spillway.core.SignalSource;
import dev.spillway.core.Ticker;
import dev.spillway.core.Units;
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
 * For one thread at a time.
 */
public final class AzureMonitor implements SignalSource {
  private static final String REQUESTS = "Requests";
  private static final String FAILED = "Http5xx";
  private static final String QUEUE = "RequestsInApplicationQueue";
  private static final String TIME = "HttpResponseTime";

  private static final String SCHEMA =
      """
      {
        "type": "object",
        "additionalProperties": false,
        "required": ["subscription", "resource-group", "web-app"],
        "properties": {
      """
          + Access.SCHEMA
          + """
              "resource-group": {
                "description": "That holds the web app.", "type": "string", "minLength": 1
              },
              "web-app": {
                "description": "Name of the web app. Its numbers are some minutes old when they are known: decisions need a faster signal of the site, or a policy.stale-after above that delay, such as 5min.",
                "type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9-]{0,59}$"
              },
              "interval": {
                "description": "From one reading to the next. Azure has one value for each minute.",
                "$ref": "#/$defs/period", "default": "30s"
              }
            }
          }
          """;

  /** {@code azure-monitor} in an app's file. */
  public static final AdapterType<SignalSource> TYPE =
      new AdapterType<>(
          AdapterType.Kind.SIGNAL,
          "azure-monitor",
          SCHEMA,
          AzureMonitor::make,
          AzureMonitor::check);

  private static List<Finding> check(AdapterSpec spec, AdapterContext context, App app)
      throws AdapterException {
    Look look = new Look(new Access(spec, context));
    new CloudCheck(look, "azure-monitor", spec.text("resource-group").orElse(""))
        .run(Instant.now());
    look.note("delay", "a minute's numbers come one to several minutes after its end");
    return look.findings();
  }

  /** Where the client comes from when it is needed first. */
  interface Client {
    Arm arm() throws AdapterException;
  }

  private final Client client;
  private final String group;
  private final String webApp;
  private final Duration interval;
  private final Ticker ticker;

  AzureMonitor(Client client, String group, String webApp, Duration interval, Ticker ticker) {
    this.client = client;
    this.group = group;
    this.webApp = webApp;
    this.interval = interval;
    this.ticker = ticker;
  }

  private static SignalSource make(AdapterSpec spec, AdapterContext context)
      throws AdapterException {
    return new AzureMonitor(
        new Access(spec, context)::arm,
        spec.text("resource-group").orElse(""),
        spec.text("web-app").orElse(""),
        Units.duration(spec.text("interval").orElse("30s")),
        Ticker.system());
  }

  @Override
  public Reading read(List<Instance> instances) throws AdapterException {
    ArmCall call =
        ArmCall.of(MonitorOperations.METRICS, "group", group, "site", webApp)
            .query("metricnames", String.join(",", REQUESTS, FAILED, QUEUE, TIME))
            .query("interval", "PT1M")
            .query("aggregation", "Total,Average,Maximum");
    ArmAnswer answer = client.arm().send(call).orThrow("cannot read the metrics of " + webApp);
    return reading(new Minutes(answer.body()), cloudsNow(answer));
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
  private Instant cloudsNow(ArmAnswer answer) {
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
