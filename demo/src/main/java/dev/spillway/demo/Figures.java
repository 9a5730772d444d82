package dev.spillway.demo;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * What the clients saw, over the seconds of the recorded load only.
 *
 * @param sent requests
 * @param lost requests that got no answer, or an error of the server
 * @param peakRate requests per second in the busiest window
 * @param peakPublic part of the answered requests of that window that the cloud served, 0 to 1
 */
public record Figures(long sent, long lost, double peakRate, double peakPublic) {

  static Figures of(List<JsonNode> seconds, double loadSeconds, int window) {
    List<JsonNode> counted = new ArrayList<>();
    for (JsonNode s : seconds) {
      if (s.path("t").asInt(0) < loadSeconds) {
        counted.add(s);
      }
    }
    long sent = sum(counted, "/sent");
    long lost = sum(counted, "/lost");
    double best = -1;
    double share = 0;
    for (int from = 0; from + window <= counted.size(); from++) {
      List<JsonNode> part = counted.subList(from, from + window);
      long here = sum(part, "/sent");
      if (here > best) {
        best = here;
        long cloud = sum(part, "/served/cloud");
        long all = cloud + sum(part, "/served/home");
        share = all == 0 ? 0 : (double) cloud / all;
      }
    }
    return new Figures(sent, lost, Math.max(0, best) / window, share);
  }

  private static long sum(List<JsonNode> seconds, String path) {
    return seconds.stream().mapToLong(s -> s.at(path).asLong(0)).sum();
  }

  public double lostPart() {
    return sent == 0 ? 1 : (double) lost / sent;
  }
}
