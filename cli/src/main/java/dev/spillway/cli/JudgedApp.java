package dev.spillway.cli;

import dev.spillway.core.Decision;
import dev.spillway.core.IdleLevel;
import dev.spillway.core.Now;
import dev.spillway.core.Observation;
import dev.spillway.core.Observation.InstanceView;
import dev.spillway.core.Observation.Readiness;
import dev.spillway.core.Observation.SiteView;
import dev.spillway.core.Rate;
import dev.spillway.core.Role;
import dev.spillway.core.Rules;
import dev.spillway.core.Rules.SiteRules;
import dev.spillway.core.Share;
import dev.spillway.core.Signal;
import dev.spillway.core.Tuning;
import dev.spillway.policy.Decided;
import dev.spillway.policy.Memory;
import dev.spillway.policy.Policy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * One app in the hands of an outside judge: a line about the world in, a decision of {@link
 * Policy#decide} out. Not for several threads.
 */
final class JudgedApp {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String HOME = "home";
  private static final String CLOUD = "cloud";

  private final Tuning defaults;
  private @Nullable Rules rules;
  private Memory memory = Memory.fresh();
  private boolean ended;

  JudgedApp(Tuning defaults) {
    this.defaults = defaults;
  }

  boolean ended() {
    return ended;
  }

  /** The answer to a line, or null where none is due. */
  @Nullable JsonNode line(JsonNode line, int number) {
    String type = line.path("type").asString("");
    switch (type) {
      case "start" -> start(line, number);
      case "sample" -> {
        return sample(line, number);
      }
      case "end" -> ended = true;
      default ->
          throw Failure.usage(
              "line " + number + ": type is \"start\", \"sample\" or \"end\", not " + type);
    }
    return null;
  }

  private void start(JsonNode line, int number) {
    Tuning d = defaults;
    Tuning tuning =
        new Tuning(
            seconds(line, "dns_ttl_s", number),
            seconds(line, "warmup_s", number),
            d.spillAt(),
            d.returnAt(),
            d.hold(),
            d.instanceHold(),
            d.step(),
            d.leftover(),
            d.drainMax(),
            d.staleAfter(),
            d.linkGrace(),
            d.changesPerHour(),
            d.latency(),
            d.errors());
    Rate home = Rate.perSecond(number(line, "private_capacity", number));
    Rate each = Rate.perSecond(number(line, "public_instance_capacity", number));
    int most = (int) Math.min(Integer.MAX_VALUE, number(line, "max_public_instances", number));
    rules =
        new Rules(
            List.of(
                new SiteRules(HOME, Role.PRIVATE, home, 1, null, IdleLevel.ZERO, false, false),
                new SiteRules(CLOUD, Role.PUBLIC, each, most, null, IdleLevel.ZERO, false, true)),
            tuning,
            null,
            List.of());
    memory = Memory.fresh();
  }

  private JsonNode sample(JsonNode line, int number) {
    Rules known = rules;
    if (known == null) {
      throw Failure.usage("line " + number + ": a sample before the start line");
    }
    double t = number(line, "t", number);
    Now now = new Now(Math.round(t * 1e9), Instant.EPOCH.plusMillis(Math.round(t * 1000)));
    Decided decided = Policy.decide(known, memory, observation(line, t, number), now);
    memory = decided.memory();
    Decision.SiteDecision cloud = decided.decision().site(CLOUD);
    ObjectNode answer = JSON.createObjectNode();
    answer.put("public_share", cloud.share().value());
    answer.put("public_instances", cloud.instances());
    return answer;
  }

  private static Observation observation(JsonNode line, double t, int number) {
    double w = number(line, "public_share", number);
    Duration age = duration(Math.max(0, t - number(line, "window_end", number)));
    SiteView home =
        view(
            HOME,
            List.of(new InstanceView("home-1", Readiness.READY, false, "")),
            1 - w,
            new Signal(number(line, "private_rps", number), age),
            new Signal(number(line, "private_served_rps", number), age));
    SiteView cloud =
        view(
            CLOUD,
            instances(line, number),
            w,
            new Signal(number(line, "public_rps", number), age),
            new Signal(number(line, "public_served_rps", number), age));
    return new Observation(List.of(home, cloud), List.of(), null);
  }

  private static List<InstanceView> instances(JsonNode line, int number) {
    int ready = (int) number(line, "public_instances_ready", number);
    int total = (int) number(line, "public_instances_total", number);
    List<InstanceView> all = new ArrayList<>(total);
    for (int i = 1; i <= total; i++) {
      Readiness readiness = i <= ready ? Readiness.READY : Readiness.STARTING;
      all.add(new InstanceView(CLOUD + "-" + i, readiness, false, ""));
    }
    return all;
  }

  private static SiteView view(
      String site, List<InstanceView> instances, double share, Signal demand, Signal served) {
    double lost = Math.max(0, demand.value() - served.value());
    return new SiteView(
        site,
        instances,
        false,
        false,
        null,
        Share.of(Math.clamp(share, 0, 1)),
        demand,
        served,
        new Signal(lost, demand.age()),
        null,
        null,
        "",
        List.of());
  }

  private static Duration seconds(JsonNode line, String key, int number) {
    return duration(number(line, key, number));
  }

  private static Duration duration(double seconds) {
    return Duration.ofNanos(Math.round(seconds * 1e9));
  }

  private static double number(JsonNode line, String key, int number) {
    JsonNode value = line.path(key);
    double found = value.isNumber() ? value.doubleValue() : Double.NaN;
    if (!Double.isFinite(found) || found < 0) {
      throw Failure.usage(
          "line " + number + ": " + key + " is a number from 0, found " + value.toString());
    }
    return found;
  }
}
