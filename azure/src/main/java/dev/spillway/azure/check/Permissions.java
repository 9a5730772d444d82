package dev.spillway.azure.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * What a caller may do: of each entry the actions without its not-actions, all entries together.
 * Pure.
 */
final class Permissions {
  private record Entry(List<Pattern> actions, List<Pattern> not) {
    boolean allows(String action) {
      return any(actions, action) && !any(not, action);
    }

    private static boolean any(List<Pattern> patterns, String action) {
      return patterns.stream().anyMatch(p -> p.matcher(action).matches());
    }
  }

  private final List<Entry> entries = new ArrayList<>();

  /**
   * @param answer of the call that lists them
   */
  Permissions(JsonNode answer) {
    for (JsonNode one : answer.path("value")) {
      entries.add(new Entry(patterns(one.path("actions")), patterns(one.path("notActions"))));
    }
  }

  /** A star stands for any text, a slash in it too; case does not count. */
  private static List<Pattern> patterns(JsonNode texts) {
    return texts
        .valueStream()
        .map(t -> t.asString("").toLowerCase(Locale.ROOT))
        .map(t -> Pattern.compile(Pattern.quote(t).replace("*", "\\E.*\\Q")))
        .toList();
  }

  /** Those of the actions that are not allowed. */
  List<String> missing(List<String> actions) {
    return actions.stream()
        .filter(a -> entries.stream().noneMatch(e -> e.allows(a.toLowerCase(Locale.ROOT))))
        .toList();
  }
}
