package dev.spillway.cli;

import dev.spillway.core.Rules;
import dev.spillway.policy.Insight;
import dev.spillway.policy.Insight.LearnedCapacity;
import dev.spillway.policy.Insight.SiteInsight;
import dev.spillway.simulator.Result;
import dev.spillway.simulator.Settings;
import dev.spillway.simulator.readers.Reading;
import dev.spillway.simulator.reports.Comparison;
import dev.spillway.simulator.reports.Headline;
import dev.spillway.simulator.tuning.Advice;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The results as JSON: what was read, what was assumed, a result for each policy, advice. */
final class SimulateJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private SimulateJson() {}

  static JsonNode tree(
      Reading reading,
      List<String> assumed,
      Settings settings,
      Comparison comparison,
      @Nullable Advice advice,
      Insight insight) {
    ObjectNode all = JSON.createObjectNode();
    all.put("headline", Headline.text(comparison));
    all.set("reading", JSON.valueToTree(reading));
    all.set("assumed", JSON.valueToTree(assumed));
    all.set("world", world(settings));
    ArrayNode results = all.putArray("results");
    for (Result r : comparison.results()) {
      ObjectNode node = (ObjectNode) JSON.<JsonNode>valueToTree(r);
      double times = comparison.timesOracle(r);
      if (!Double.isNaN(times)) {
        node.put("timesOracle", times);
      }
      results.add(node);
    }
    all.set("learned", learned(insight));
    if (advice != null) {
      ObjectNode node = all.putObject("advice");
      node.put("objectivePercent", advice.objective());
      node.set("sentences", JSON.valueToTree(advice.sentences()));
      node.set("points", JSON.valueToTree(advice.points()));
    }
    return all;
  }

  private static ObjectNode learned(Insight insight) {
    ObjectNode learned = JSON.createObjectNode();
    ObjectNode lag = learned.putObject("lag");
    lag.put("halfSeconds", insight.lag().half().toMillis() / 1e3);
    lag.put("mostSeconds", insight.lag().most().toMillis() / 1e3);
    lag.put("readings", insight.lag().readings());
    ArrayNode sites = learned.putArray("sites");
    for (SiteInsight s : insight.sites()) {
      ObjectNode site = sites.addObject();
      site.put("name", s.site());
      site.put("follows", s.follows());
      LearnedCapacity capacity = s.capacity();
      if (capacity != null) {
        site.put("capacity", capacity.perSecond());
        site.put("confidence", capacity.confidence());
      }
    }
    return learned;
  }

  private static ObjectNode world(Settings settings) {
    ObjectNode world = JSON.createObjectNode();
    world.put("start", settings.start().toString());
    world.put("warmUpSeconds", settings.warmUp().toSeconds());
    world.put("ttlSeconds", settings.rules().tuning().ttl().toMillis() / 1e3);
    world.put("tickSeconds", settings.tick().toSeconds());
    world.put("delaySeconds", settings.delay().toSeconds());
    world.put("stale", settings.stale());
    world.put("billingSeconds", settings.granule().toSeconds());
    ArrayNode sites = world.putArray("sites");
    for (Rules.SiteRules s : settings.rules().sites()) {
      ObjectNode site = sites.addObject();
      site.put("name", s.name());
      site.put("role", s.role().name());
      site.put("capacity", s.capacity().perSecond());
      site.put("instances", s.instances());
      site.put("idle", s.idle().name());
    }
    return world;
  }
}
