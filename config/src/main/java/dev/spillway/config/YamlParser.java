package dev.spillway.config;

import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** YAML 1.2 text to a {@link Document}; every failure becomes a {@link Problem}. */
final class YamlParser {
  /** The composer recurses, so depth is checked first; real files have about eight levels. */
  private static final int DEEPEST = 64;

  private YamlParser() {}

  /** Empty after a problem with the text as such; mistakes in keys leave a tree to check. */
  static Optional<Document> parse(String name, String text, Problems problems) {
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(name)
            .setSchema(new CoreSchema())
            .setCodePointLimit(YamlText.LARGEST)
            .build();
    try {
      if (tooDeep(name, text, settings, problems)) {
        return Optional.empty();
      }
      Optional<Node> root = new Compose(settings).composeString(text);
      if (root.isEmpty()) {
        fail(
            problems,
            name,
            Optional.empty(),
            "the file is empty",
            "write at least the required keys");
        return Optional.empty();
      }
      return new YamlTree(name, problems).document(root.get());
    } catch (MarkedYamlEngineException e) {
      String problem = String.valueOf(e.getProblem());
      boolean bracketed = String.valueOf(e.getContext()).matches("(?s).*(flow (seq|map)|quoted).*");
      String opened =
          e.getContextMark()
              .filter(m -> bracketed)
              .map(m -> " that opens in line " + (m.getLine() + 1))
              .orElse("");
      String found = "not valid YAML: " + brief(problem);
      fail(problems, name, e.getProblemMark(), found, advice(problem, opened));
    } catch (YamlEngineException | IndexOutOfBoundsException | NumberFormatException e) {
      fail(problems, name, Optional.empty(), "not valid YAML: " + e.getMessage(), "");
    }
    return Optional.empty();
  }

  private static boolean tooDeep(
      String name, String text, LoadSettings settings, Problems problems) {
    int depth = 0;
    for (Event event : new Parse(settings).parseString(text)) {
      if (event instanceof CollectionStartEvent && ++depth > DEEPEST) {
        String found = "more than " + DEEPEST + " levels of nesting";
        fail(problems, name, event.getStartMark(), found, "check brackets and indentation");
        return true;
      }
      depth -= event instanceof CollectionEndEvent ? 1 : 0;
    }
    return false;
  }

  private static String brief(String problem) {
    if (problem.contains("TAB")) {
      return "a tab";
    }
    if (problem.contains("end of stream") || problem.contains("<stream end>")) {
      return "the file ends too early";
    }
    return problem.contains("but found another document") ? "a second document" : problem;
  }

  /** What to do about the mistakes that people make most. */
  private static String advice(String problem, String opened) {
    if (problem.contains("'\\t'") || problem.contains("TAB")) {
      return "indent with spaces, YAML allows no tabs there";
    }
    if (problem.contains("mapping values are not allowed")) {
      return "put a text that holds ': ' into quotes, or check the indentation";
    }
    if (problem.contains("expected <block end>")) {
      return "check the indentation: keys of one mapping begin in the same column";
    }
    if (problem.contains("expected ',' or")) {
      return "close the bracket" + opened + ", or put a comma between the values";
    }
    if (problem.contains("but found another document")) {
      return "keep one document in a file: remove the line ---";
    }
    if (problem.contains("unexpected end of stream")) {
      return "close the quote" + opened;
    }
    if (problem.contains("<stream end>")) {
      return "close the bracket" + opened;
    }
    return "";
  }

  private static void fail(
      Problems problems, String name, Optional<Mark> at, String found, String fix) {
    int line = at.map(m -> m.getLine() + 1).orElse(1);
    int column = at.map(m -> m.getColumn() + 1).orElse(1);
    problems.add(new Problem(name, line, column, "", Show.oneLine(found), "", fix));
  }
}
