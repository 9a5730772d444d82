package dev.spillway.azure.monitor;

import dev.spillway.azure.Access;
import dev.spillway.azure.check.CloudCheck;
import dev.spillway.azure.check.Look;
import dev.spillway.azure.monitor.AzureMonitor.Client;
import dev.spillway.core.AdapterContext;
import dev.spillway.core.AdapterException;
import dev.spillway.core.AdapterSpec;
import dev.spillway.core.AdapterType;
import dev.spillway.core.App;
import dev.spillway.core.Finding;
import dev.spillway.core.HostNames;
import dev.spillway.core.SignalSource;
import dev.spillway.core.Ticker;
import dev.spillway.core.Units;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** {@code azure-monitor} in an app's file: its keys, which must fit together, and its check. */
public final class MonitorType {
  private static final String CPU_LIMIT = "cpu-at-most";
  private static final String MEMORY_LIMIT = "memory-at-most";
  private static final String WEB_APP = "web-app";
  private static final String CONTAINER_APP = "container-app";

  private static final String SCHEMA =
      """
      {
        "type": "object",
        "additionalProperties": false,
        "required": ["subscription", "resource-group"],
        "properties": {
      """
          + Access.SCHEMA
          + """
              "resource-group": {
                "description": "That holds the web app or the container app.", "type": "string", "minLength": 1
              },
              "web-app": {
                "description": "Name of the web app; this or container-app. Its numbers are some minutes old when they are known: decisions need a faster signal of the site, or a policy.stale-after above that delay, such as 5min.",
                "type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9-]{0,59}$"
              },
              "container-app": {
                "description": "Name of the container app, of whose replicas the processors and the memory are read: cpu-at-most or memory-at-most, or both. Its numbers are some minutes old when they are known.",
                "type": "string", "pattern": "^[a-z0-9][a-z0-9-]{0,31}$"
              },
              "plan": {
                "description": "Whether the numbers of the web app's plan are read too: HttpQueueLength counts as waiting. Default: false, true with cpu-at-most",
                "type": "boolean"
              },
              "cpu-at-most": {
                "description": "Limit of the plan's CpuPercentage, the mean of its workers, or of what a container app's replicas use of the cores that each is given, such as 80%. A public site gets no further clients from 90 % of it on. At home it would bound what public sites get, so write it at those only. Default: the processors bound nothing",
                "$ref": "#/$defs/portion"
              },
              "memory-at-most": {
                "description": "Limit of what a container app's replicas use of the memory that each is given, such as 90%. It bounds like cpu-at-most. Default: the memory bounds nothing",
                "$ref": "#/$defs/portion"
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
          AdapterType.Kind.SIGNAL, "azure-monitor", SCHEMA, MonitorType::make, MonitorType::check);

  private static List<Finding> check(
      AdapterSpec spec, AdapterContext context, App app, HostNames names) throws AdapterException {
    Look look = new Look(new Access(spec, context));
    String role = target(spec) == Target.WEB_APP ? "azure-monitor" : "azure-monitor-container-apps";
    new CloudCheck(look, role, spec.text("resource-group").orElse("")).run(Instant.now());
    look.note("delay", "a minute's numbers come one to several minutes after its end");
    boolean home = app.site(context.site()).filter(s -> !s.isPublic()).isPresent();
    for (String limit : List.of(CPU_LIMIT, MEMORY_LIMIT)) {
      if (home && spec.text(limit).isPresent()) {
        look.problem(
            limit,
            "it is at home, which would keep clients from public sites just when it is full");
      }
    }
    return look.findings();
  }

  /** What is watched. */
  private enum Target {
    WEB_APP,
    CONTAINER_APP
  }

  private static Target target(AdapterSpec spec) throws AdapterException.Invalid {
    boolean replicas = spec.text(CONTAINER_APP).isPresent();
    if (replicas == spec.text(WEB_APP).isPresent()) {
      String found = replicas ? "both web-app and container-app" : "neither";
      throw new AdapterException.Invalid(found + "; name web-app or container-app, one of them");
    }
    boolean ofPlan = Boolean.TRUE.equals(spec.settings().get("plan"));
    boolean memory = spec.text(MEMORY_LIMIT).isPresent();
    if (replicas && ofPlan) {
      throw new AdapterException.Invalid("plan: a container app has none; remove the key");
    }
    if (replicas && !memory && spec.text(CPU_LIMIT).isEmpty()) {
      throw new AdapterException.Invalid(
          "container-app: nothing of it would be read; add cpu-at-most or memory-at-most");
    }
    if (!replicas && memory) {
      throw new AdapterException.Invalid(
          "memory-at-most: known of a container app only; remove the key");
    }
    return replicas ? Target.CONTAINER_APP : Target.WEB_APP;
  }

  private static SignalSource make(AdapterSpec spec, AdapterContext context)
      throws AdapterException {
    Client client = new Access(spec, context)::arm;
    String group = spec.text("resource-group").orElse("");
    Double limit = spec.text(CPU_LIMIT).map(Units::fraction).orElse(null);
    Duration interval = Units.duration(spec.text("interval").orElse("30s"));
    if (target(spec) == Target.CONTAINER_APP) {
      Double memory = spec.text(MEMORY_LIMIT).map(Units::fraction).orElse(null);
      return new ReplicaNumbers(
          client,
          group,
          spec.text(CONTAINER_APP).orElse(""),
          new ReplicaNumbers.Limits(limit, memory),
          interval,
          Ticker.system());
    }
    String webApp = spec.text(WEB_APP).orElse("");
    boolean wanted = limit != null || Boolean.TRUE.equals(spec.settings().get("plan"));
    PlanNumbers plan =
        wanted ? new PlanNumbers(client, group, webApp, limit, Ticker.system()) : null;
    return new AzureMonitor(client, group, webApp, plan, interval, Ticker.system());
  }

  private MonitorType() {}
}
