package dev.spillway.cli;

import dev.spillway.core.Units;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** One app's status for a terminal, in the order of the dashboard. */
final class StatusText {
  private StatusText() {}

  /** A line for each app. */
  static String overview(JsonNode apps) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("APP", "PHASE", ""));
    for (JsonNode app : apps) {
      rows.add(List.of(text(app, "app"), text(app, "phase"), text(app, "headline")));
    }
    return Texts.table(rows);
  }

  static String of(JsonNode app) {
    StringBuilder out = new StringBuilder();
    out.append(text(app, "headline")).append('\n');
    out.append(text(app, "app")).append(" · ").append(text(app, "host")).append(" · ");
    out.append(text(app, "phase").toLowerCase(Locale.ROOT)).append("\n\n");
    out.append(sites(app)).append('\n');
    line(out, "Why", text(app, "reason"));
    line(out, "Bound by", text(app, "bound"));
    line(out, "Next", text(app, "next"));
    line(out, "Release", release(app.path("release")));
    line(out, "Cost", cost(app.path("cost")));
    line(out, "Learned", LearnedText.of(app));
    MachineText.of(app).forEach(machine -> line(out, "Machine", machine));
    for (JsonNode site : app.path("sites")) {
      leftovers(site).forEach(text -> line(out, "Left", text));
    }
    for (JsonNode i : app.path("interventions")) {
      line(out, "Asked", asked(i));
    }
    return out.toString();
  }

  private static String sites(JsonNode app) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("SITE", "SHARE", "ANSWERED", "DEMAND", "SERVED", "LOST", "INSTANCES", "LINK"));
    for (JsonNode s : app.path("sites")) {
      rows.add(
          List.of(
              text(s, "site"),
              share(s.path("share")),
              share(s.path("answeredShare")),
              rate(s.path("demand")),
              rate(s.path("served")),
              rate(s.path("rejected")),
              instances(s),
              link(s)));
    }
    return Texts.table(rows);
  }

  private static String instances(JsonNode site) {
    int ready = 0;
    List<String> others = new ArrayList<>();
    for (JsonNode i : site.path("instances")) {
      if (text(i, "state").equals("READY")) {
        ready++;
      } else {
        others.add(
            text(i, "id") + " " + text(i, "state").toLowerCase(Locale.ROOT).replace('_', ' '));
      }
    }
    String wanted = " ready of " + site.path("wantedInstances").asInt();
    return ready + wanted + (others.isEmpty() ? "" : " (" + String.join(", ", others) + ")");
  }

  /** Without a gateway there is nothing to be linked with, and that is no trouble. */
  private static String link(JsonNode site) {
    JsonNode link = site.path("link");
    if (!link.isObject() || text(site, "gateway").equals("none")) {
      return "-";
    }
    if (!link.path("connected").asBoolean()) {
      double lost = link.path("lostSeconds").asDouble();
      return "down for " + Units.show(Duration.ofMillis(Math.round(lost * 1000)));
    }
    return String.format(Locale.ROOT, "up, %.1f ms", link.path("rttMillis").asDouble());
  }

  /** What a site still has with no client on it; while it serves, that is no news. */
  private static List<String> leftovers(JsonNode site) {
    boolean over = text(site, "role").equals("PUBLIC") && site.path("share").asDouble() == 0;
    return over && site.path("instances").isEmpty()
        ? site.path("leftovers")
            .valueStream()
            .map(left -> "at " + text(site, "site") + ": " + left.asString(""))
            .toList()
        : List.of();
  }

  private static String release(JsonNode release) {
    if (!release.isObject()) {
      return "none yet; 'spillway deploy FILE' brings the first";
    }
    return text(release, "fileName") + " sha256:" + text(release, "digest").substring(0, 12);
  }

  private static String cost(JsonNode cost) {
    if (!cost.isObject()) {
      return "";
    }
    String budget =
        cost.path("budget").isNumber()
            ? String.format(Locale.ROOT, " of %.2f", cost.path("budget").asDouble())
            : "";
    return String.format(
        Locale.ROOT,
        "this burst %.4f, this month %.4f%s %s%s",
        cost.path("burst").asDouble(),
        cost.path("month").asDouble(),
        budget,
        text(cost, "currency"),
        billed(cost));
  }

  private static String billed(JsonNode cost) {
    boolean bills = cost.path("billing").asBoolean();
    double standing = cost.path("standing").asDouble(0);
    if (standing == 0) {
      return bills ? "" : "; nothing is billed now";
    }
    return String.format(
        Locale.ROOT,
        "%s; gateways' hosts go on at %.4f %s/h",
        bills ? "" : "; nothing of a burst is billed now",
        standing,
        text(cost, "currency"));
  }

  private static String asked(JsonNode i) {
    return text(i, "kind").toLowerCase(Locale.ROOT)
        + (i.path("share").isNumber()
            ? String.format(
                Locale.ROOT, " %.0f %% to %s", i.path("share").asDouble() * 100, text(i, "site"))
            : "")
        + " by "
        + text(i, "who")
        + " until "
        + text(i, "expires")
        + ": "
        + text(i, "reason");
  }

  private static String share(JsonNode value) {
    return value.isNumber() ? String.format(Locale.ROOT, "%.1f %%", value.asDouble() * 100) : "-";
  }

  private static String rate(JsonNode value) {
    return value.isNumber() ? String.format(Locale.ROOT, "%.1f/s", value.asDouble()) : "-";
  }

  private static void line(StringBuilder out, String name, String value) {
    if (!value.isBlank()) {
      out.append(String.format("%-9s %s%n", name, value));
    }
  }

  private static String text(JsonNode node, String key) {
    return node.path(key).asString("");
  }
}
