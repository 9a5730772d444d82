package dev.spillway.config;

import dev.spillway.core.Units;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** What must hold between the keys of one app's file, beyond its sites. */
final class AppChecks {
  private final Document file;
  private final Problems problems;
  private final JsonNode app;

  AppChecks(Document file, Problems problems) {
    this.file = file;
    this.problems = problems;
    this.app = file.tree();
  }

  void run() {
    new SiteChecks(file, problems).run();
    new SecretCheck(file, problems).run();
    thresholds();
    health();
    ttl();
    learnedCapacities();
    currency();
    KnownEvents.read(file, problems, Instant.now());
  }

  private void thresholds() {
    JsonNode policy = app.path("policy");
    Optional<String> spill = Read.formed(policy, "spill-at", Form.PORTION);
    Optional<String> back = Read.formed(policy, "return-at", Form.PERCENTAGE);
    if (spill.isPresent()
        && back.isPresent()
        && Units.fraction(spill.get()) <= Units.fraction(back.get())) {
      String at = file.written("/policy/return-at") ? "/policy/return-at" : "/policy/spill-at";
      String found = "return-at " + back.get() + " is not below spill-at " + spill.get();
      String fix = "keep about 20 points between them, or every burst starts again at once";
      problems.atValue(file, at, found, "", fix);
    }
  }

  private void health() {
    JsonNode health = app.path("health");
    Optional<String> interval = Read.formed(health, "interval", Form.PERIOD);
    Optional<String> timeout = Read.formed(health, "timeout", Form.PERIOD);
    if (interval.isPresent()
        && timeout.isPresent()
        && Units.duration(timeout.get()).compareTo(Units.duration(interval.get())) > 0) {
      String at = file.written("/health/timeout") ? "/health/timeout" : "/health/interval";
      String found = "timeout " + timeout.get() + " is longer than interval " + interval.get();
      problems.atValue(file, at, found, "", "one probe must end before the next one starts");
    }
    if (file.written("/health/trust") && health.path("scheme").asString("").equals("http")) {
      String fix = "set scheme to https, or remove trust";
      problems.atKey(file, "/health/trust", "without use: the scheme is http", "", fix);
    }
  }

  private void ttl() {
    JsonNode targets = app.path("steering");
    Optional<String> first = Read.formed(targets.path(0), "ttl", Form.SECONDS);
    for (int i = 1; i < targets.size() && first.isPresent(); i++) {
      Optional<String> other = Read.formed(targets.path(i), "ttl", Form.SECONDS);
      if (other.isPresent() && !Units.duration(other.get()).equals(Units.duration(first.get()))) {
        String found = "ttl " + other.get() + " differs from steering[0], which has " + first.get();
        String fix = "write the same ttl at each: the policy waits for one lag";
        problems.atValue(file, "/steering/" + i + "/ttl", found, "", fix);
      }
    }
  }

  /** What a site carries within the objective can be learned only when there is one. */
  private void learnedCapacities() {
    if (app.path("objective").path("latency").has("p99")) {
      return;
    }
    for (Map.Entry<String, JsonNode> e : app.path("sites").properties()) {
      String at = Document.child("/sites", e.getKey());
      for (String place : new String[] {"", "/instance"}) {
        JsonNode holder = place.isEmpty() ? e.getValue() : e.getValue().path("instance");
        Optional<String> capacity = Read.formed(holder, "capacity", Form.CAPACITY);
        if (capacity.isPresent() && Units.learns(capacity.get())) {
          String fix = "add objective.latency.p99, or write the capacity without auto";
          problems.atValue(
              file,
              at + place + "/capacity",
              capacity.get() + ", but no latency is promised that it could be measured by",
              "",
              fix);
        }
      }
    }
  }

  /** Costs are added up, so one file has one currency: the budget's, else the first cost's. */
  private void currency() {
    Optional<String> budget = Read.formed(app, "budget", Form.BUDGET);
    String wanted = budget.map(text -> Units.money(text, "month").currency()).orElse("");
    String whose = "the budget's";
    for (Map.Entry<String, JsonNode> e : app.path("sites").properties()) {
      String at = Document.child("/sites", e.getKey()) + "/instance";
      JsonNode instance = e.getValue().path("instance");
      if (budget.isPresent() && instance.isObject() && !instance.has("cost")) {
        String fix = "add the key 'cost', or remove the budget";
        String found = "missing, but the app has a budget";
        problems.atKey(file, at + "/cost", found, "an amount per hour such as 0.12 USD/h", fix);
      }
      for (String holder : new String[] {"instance", "gateway"}) {
        String place = Document.child("/sites", e.getKey()) + "/" + holder + "/cost";
        String here =
            Read.formed(e.getValue().path(holder), "cost", Form.PRICE)
                .map(text -> Units.money(text, "h").currency())
                .orElse("");
        if (wanted.isEmpty() && !here.isEmpty()) {
          wanted = here;
          whose = "that of " + file.path(place);
        } else if (!here.isEmpty() && !here.equals(wanted)) {
          String found = "another currency than " + whose + ", which is " + wanted;
          problems.atValue(file, place, found, "", "use one currency in a file");
        }
      }
    }
  }
}
