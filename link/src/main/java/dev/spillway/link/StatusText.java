package dev.spillway.link;

import dev.spillway.core.LinkStatus;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How the agent's links are, as lines of {@code key=value} words: one line {@code link} for each
 * app and site, followed by a line {@code service} for each of its services. Names contain no
 * spaces.
 *
 * <pre>
 * link app=storefront site=azure connected=true rttMicros=20410 streams=3 lostMillis=0
 * service app=storefront site=azure name=customers-db answers=true used=0.25
 * </pre>
 */
final class StatusText {
  private StatusText() {}

  static String write(Map<AgentConfig.Target, LinkStatus> links) {
    StringBuilder text = new StringBuilder();
    links.forEach((target, status) -> {
      String of = " app=" + target.app() + " site=" + target.site();
      Duration roundTrip = status.roundTrip();
      text.append("link").append(of);
      text.append(" connected=").append(status.connected());
      text.append(roundTrip == null ? "" : " rttMicros=" + roundTrip.toNanos() / 1000);
      text.append(" streams=").append(status.streams());
      text.append(" lostMillis=").append(status.lostFor().toMillis()).append('\n');
      status
          .services()
          .forEach((name, answers) ->
              text.append("service")
                  .append(of)
                  .append(" name=" + name + " answers=" + answers)
                  .append(used(status, name))
                  .append('\n'));
    });
    return text.toString();
  }

  /** Nothing for a service without limits. */
  private static String used(LinkStatus status, String service) {
    Double used = status.used().get(service);
    return used == null ? "" : " used=" + used;
  }

  /** The status of one link; empty when the text does not have it. */
  static Optional<LinkStatus> read(String text, String app, String site) {
    Map<String, String> link = Map.of();
    Map<String, Boolean> services = new LinkedHashMap<>();
    Map<String, Double> used = new LinkedHashMap<>();
    for (String line : text.split("\n", -1)) {
      Map<String, String> words = words(line);
      if (!app.equals(words.get("app")) || !site.equals(words.get("site"))) {
        continue;
      }
      if (line.startsWith("link ")) {
        link = words;
      } else if (line.startsWith("service ")) {
        services.put(word(words, "name"), word(words, "answers").equals("true"));
        String part = words.get("used");
        if (part != null) {
          used.put(word(words, "name"), Double.parseDouble(part));
        }
      }
    }
    return link.isEmpty() ? Optional.empty() : Optional.of(status(link, services, used));
  }

  private static LinkStatus status(
      Map<String, String> link, Map<String, Boolean> services, Map<String, Double> used) {
    String micros = link.get("rttMicros");
    return new LinkStatus(
        word(link, "connected").equals("true"),
        micros == null ? null : Duration.ofNanos(Long.parseLong(micros) * 1000),
        Integer.parseInt(word(link, "streams")),
        services,
        used,
        Duration.ofMillis(Long.parseLong(word(link, "lostMillis"))));
  }

  private static Map<String, String> words(String line) {
    Map<String, String> words = new HashMap<>();
    for (String word : line.split(" ", -1)) {
      int equals = word.indexOf('=');
      if (equals > 0) {
        words.put(word.substring(0, equals), word.substring(equals + 1));
      }
    }
    return words;
  }

  private static String word(Map<String, String> words, String key) {
    String value = words.get(key);
    if (value == null) {
      throw new IllegalArgumentException("a line without " + key + "=");
    }
    return value;
  }
}
