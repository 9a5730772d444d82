package dev.spillway.cli;

import dev.spillway.core.Rate;
import dev.spillway.core.Units;
import dev.spillway.policy.Insight;
import dev.spillway.policy.Insight.LearnedCapacity;
import dev.spillway.policy.Insight.SiteInsight;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** What an app's status says that was learned, in one line; empty as long as nothing was. */
final class LearnedText {
  private LearnedText() {}

  static String of(JsonNode app) {
    List<String> parts = new ArrayList<>();
    JsonNode lag = app.path("lag");
    if (lag.path("readings").asInt(0) > 0) {
      parts.add(
          "half of the clients follow a change within "
              + seconds(lag.path("halfSeconds"))
              + ", 90 of 100 within "
              + seconds(lag.path("mostSeconds")));
    }
    for (JsonNode site : app.path("sites")) {
      site(parts, site.path("site").asString(""), site.path("learned"));
    }
    return String.join("; ", parts);
  }

  private static void site(List<String> parts, String name, JsonNode learned) {
    JsonNode warm = learned.path("warmUp");
    if (warm.isObject()) {
      parts.add(
          name
              + " starts within "
              + seconds(warm.path("halfSeconds"))
              + ", 90 of 100 times within "
              + seconds(warm.path("mostSeconds")));
    }
    double follows = learned.path("follows").asDouble(1);
    if (follows != 1) {
      parts.add(
          String.format(
              Locale.ROOT, "%s gets %.0f clients for each 100 sent there", name, 100 * follows));
    }
    JsonNode capacity = learned.path("capacity");
    if (capacity.isObject()) {
      double confidence = capacity.path("confidence").asDouble(0);
      parts.add(
          String.format(
              Locale.ROOT,
              "%s carries %s (%s, confidence %.0f %%)",
              name,
              Rate.perSecond(capacity.path("perSecond").asDouble(0)),
              confidence < 0.5
                  ? "as configured"
                  : "learned, configured " + Rate.perSecond(capacity.path("guess").asDouble(0)),
              100 * confidence));
    }
  }

  /** What a simulated world taught; a line for each thing. */
  static List<String> of(Insight insight) {
    List<String> lines = new ArrayList<>();
    if (insight.lag().readings() > 0) {
      lines.add(
          "learned: half of the clients follow a change within "
              + Units.show(insight.lag().half())
              + ", 90 of 100 within "
              + Units.show(insight.lag().most()));
    }
    for (SiteInsight site : insight.sites()) {
      LearnedCapacity capacity = site.capacity();
      if (capacity != null) {
        lines.add(
            String.format(
                Locale.ROOT,
                "learned: %s carries %s (configured %s, confidence %.0f %%)",
                site.site(),
                Rate.perSecond(capacity.perSecond()),
                Rate.perSecond(capacity.guess()),
                100 * capacity.confidence()));
      }
      if (site.follows() != 1) {
        lines.add(
            String.format(
                Locale.ROOT,
                "learned: %s gets %.0f clients for each 100 sent there",
                site.site(),
                100 * site.follows()));
      }
    }
    return lines;
  }

  private static String seconds(JsonNode value) {
    return Units.show(Duration.ofMillis(Math.round(1000 * value.asDouble(0))));
  }
}
