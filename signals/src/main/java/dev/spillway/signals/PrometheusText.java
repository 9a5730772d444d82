package dev.spillway.signals;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads the Prometheus text format 0.0.4, and of OpenMetrics what is written alike: samples, HELP,
 * TYPE and other comments; timestamps and exemplars are passed over.
 *
 * @param samples in the order of the text
 * @param declared names of HELP and TYPE lines, also those without a sample
 * @see <a href="https://prometheus.io/docs/instrumenting/exposition_formats/">Exposition
 *     formats</a>
 */
record PrometheusText(List<Sample> samples, Set<String> declared) {

  /**
   * @param line counted from 1
   * @param value any double, also NaN and infinite
   */
  record Sample(int line, String name, Map<String, String> labels, double value) {}

  /** What is wrong and where. */
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    Malformed(int line, int column, String problem) {
      super("line " + line + ", column " + column + ": " + problem);
    }
  }

  /**
   * @throws Malformed at the first line that is neither a sample nor a comment
   */
  static PrometheusText parse(String text) throws Malformed {
    List<Sample> samples = new ArrayList<>();
    Set<String> declared = new LinkedHashSet<>();
    int number = 0;
    for (String line : text.split("\n", -1)) {
      number++;
      String content = line.strip();
      if (content.startsWith("#")) {
        String[] words = content.split("[ \t]+", 4);
        if (words.length > 2 && (words[1].equals("HELP") || words[1].equals("TYPE"))) {
          declared.add(words[2]);
        }
      } else if (!content.isEmpty()) {
        samples.add(new LineReader(number, line).sample());
      }
    }
    return new PrometheusText(List.copyOf(samples), declared);
  }

  /** One line, read from left to right. */
  private static final class LineReader {
    private final int number;
    private final String line;
    private int at;

    LineReader(int number, String line) {
      this.number = number;
      this.line = line.replace('\r', ' ');
    }

    Sample sample() throws Malformed {
      blanks();
      String name = name("a metric name", true);
      blanks();
      Map<String, String> labels = here('{') ? labels() : Map.of();
      double value = value();
      return new Sample(number, name, labels, value);
    }

    private Map<String, String> labels() throws Malformed {
      Map<String, String> labels = new LinkedHashMap<>();
      at++;
      blanks();
      while (!here('}')) {
        String label = name("a label name", false);
        blanks();
        expect('=');
        blanks();
        expect('"');
        if (labels.put(label, quoted()) != null) {
          throw wrong("the label '" + label + "' stands twice");
        }
        blanks();
        if (!here('}')) {
          expect(',');
          blanks();
        }
      }
      at++;
      return labels;
    }

    private String quoted() throws Malformed {
      StringBuilder value = new StringBuilder();
      while (!here('"')) {
        char c = next("the closing quote");
        value.append(c == '\\' ? escaped(next("an escaped character")) : c);
      }
      at++;
      return value.toString();
    }

    private char escaped(char c) throws Malformed {
      return switch (c) {
        case 'n' -> '\n';
        case '\\', '"' -> c;
        default -> throw wrong("no such escape: \\" + c);
      };
    }

    private double value() throws Malformed {
      blanks();
      int begin = at;
      while (at < line.length() && !blank(line.charAt(at))) {
        at++;
      }
      String text = line.substring(begin, at);
      try {
        return switch (text) {
          case "+Inf", "Inf" -> Double.POSITIVE_INFINITY;
          case "-Inf" -> Double.NEGATIVE_INFINITY;
          default -> Double.parseDouble(text);
        };
      } catch (NumberFormatException e) {
        at = begin;
        throw wrong("not a number: '" + text + "'");
      }
    }

    private String name(String what, boolean colon) throws Malformed {
      int begin = at;
      while (at < line.length() && nameCharacter(line.charAt(at), colon, at == begin)) {
        at++;
      }
      if (at == begin) {
        throw wrong("expected " + what);
      }
      return line.substring(begin, at);
    }

    private static boolean nameCharacter(char c, boolean colon, boolean first) {
      return (c >= 'a' && c <= 'z')
          || (c >= 'A' && c <= 'Z')
          || c == '_'
          || (colon && c == ':')
          || (!first && c >= '0' && c <= '9');
    }

    private void blanks() {
      while (at < line.length() && blank(line.charAt(at))) {
        at++;
      }
    }

    private static boolean blank(char c) {
      return c == ' ' || c == '\t';
    }

    private boolean here(char c) {
      return at < line.length() && line.charAt(at) == c;
    }

    private void expect(char c) throws Malformed {
      if (!here(c)) {
        throw wrong("expected '" + c + "'");
      }
      at++;
    }

    private char next(String what) throws Malformed {
      if (at >= line.length()) {
        throw wrong("the line ends before " + what);
      }
      return line.charAt(at++);
    }

    private Malformed wrong(String problem) {
      return new Malformed(number, at + 1, problem);
    }
  }
}
