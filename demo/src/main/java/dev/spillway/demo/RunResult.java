package dev.spillway.demo;

import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * Everything that one run showed.
 *
 * @param name {@code spill} or {@code no spill}
 * @param capacity of home, requests per second
 * @param loadSeconds of the recorded load; later seconds are its tail
 * @param seconds as the clients reported them
 * @param total the clients' totals, with the tail
 * @param moments the controller's status, about one for each second
 * @param notices what is not as in production
 */
public record RunResult(
    String name,
    double capacity,
    double loadSeconds,
    List<JsonNode> seconds,
    JsonNode total,
    List<Moment> moments,
    Figures figures,
    List<Check> checks,
    List<String> notices) {

  /** The controller's view at a time. */
  public record Moment(
      double t,
      String phase,
      double cloudShare,
      long homeReady,
      long cloudReady,
      String headline) {}

  public RunResult {
    seconds = List.copyOf(seconds);
    moments = List.copyOf(moments);
    checks = List.copyOf(checks);
    notices = List.copyOf(notices);
  }

  boolean ok() {
    return checks.stream().noneMatch(c -> c.result() == Check.Result.FAILED);
  }
}
