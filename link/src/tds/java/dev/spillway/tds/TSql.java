package dev.spillway.tds;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Texts of T-SQL: cut into statements and written as H2 understands them. Pure. */
final class TSql {
  /** Texts, quoted names, comments, variables, semicolons; then what H2 writes in another way. */
  private static final Pattern PART =
      Pattern.compile(
          "'(?:[^']|'')*'|\"[^\"]*\"|\\[[^\\]]*\\]|--[^\\n]*|/\\*.*?\\*/"
              + "|(?<variable>@\\w+)|(?<end>;)"
              + "|(?<hints>\\bWITH\\s*\\("
              + "(?:\\s*(?:UPDLOCK|HOLDLOCK|SERIALIZABLE|ROWLOCK)\\s*,?)+\\))"
              + "|(?<type>\\b(?:nvarchar|varchar)\\s*\\(\\s*max\\s*\\)"
              + "|\\bdatetimeoffset\\b(?:\\s*\\(\\d\\))?)",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  /** Microsoft's driver writes no semicolon between these two. */
  private static final Pattern DRIVERS_PAIR =
      Pattern.compile("(?i)(set\\s+implicit_transactions\\s+(?:on|off))\\s+(?=IF\\b)");

  /**
   * A variable or parameter.
   *
   * @param type as T-SQL writes it
   */
  record Variable(String type, @Nullable Object value) {}

  /**
   * @param sql with a question mark for each of the variables, whose values stand in this order
   */
  record Bound(String sql, List<Variable> variables) {}

  private TSql() {}

  /** The statements of a batch, which are ended by semicolons here. */
  static List<String> statements(String sent) {
    String batch = DRIVERS_PAIR.matcher(sent).replaceAll("$1;");
    List<String> all = new ArrayList<>();
    Matcher part = PART.matcher(batch);
    int start = 0;
    while (part.find()) {
      if (part.group("end") != null) {
        all.add(batch.substring(start, part.start()));
        start = part.end();
      }
    }
    all.add(batch.substring(start));
    return all.stream().map(String::strip).filter(text -> !text.isEmpty()).toList();
  }

  /**
   * The statement for H2. Hints for locks are left out: H2 locks rows only.
   *
   * @throws IllegalArgumentException when a variable was not declared
   */
  static Bound bind(String statement, Map<String, Variable> known) {
    List<Variable> used = new ArrayList<>();
    StringBuilder sql = new StringBuilder();
    Matcher part = PART.matcher(statement);
    while (part.find()) {
      String replaced = part.group();
      if (part.group("variable") != null) {
        Variable variable = known.get(replaced.toLowerCase(Locale.ROOT));
        if (variable == null) {
          throw new IllegalArgumentException("Must declare the scalar variable " + replaced);
        }
        used.add(variable);
        replaced = "CAST(? AS " + h2(variable.type()) + ")";
      } else if (part.group("hints") != null) {
        replaced = "";
      } else if (part.group("type") != null) {
        replaced = h2(replaced);
      }
      part.appendReplacement(sql, Matcher.quoteReplacement(replaced));
    }
    return new Bound(part.appendTail(sql).toString(), used);
  }

  /** H2's name of a type. */
  static String h2(String type) {
    String known = type.toLowerCase(Locale.ROOT).replaceAll("\\s", "");
    if (known.startsWith("datetimeoffset")) {
      return "TIMESTAMP(7) WITH TIME ZONE";
    }
    return switch (known) {
      case "nvarchar(max)", "varchar(max)" -> "VARCHAR";
      case "money" -> "DECIMAL(19, 4)";
      case "float" -> "DOUBLE PRECISION";
      default -> known;
    };
  }

  /** Declarations such as {@code @a int = 1, @b nvarchar(10)}, cut at the commas between them. */
  static List<String> declarations(String text) {
    List<String> all = new ArrayList<>();
    int depth = 0;
    int start = 0;
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      quoted ^= c == '\'';
      depth += quoted ? 0 : c == '(' ? 1 : c == ')' ? -1 : 0;
      if (c == ',' && depth == 0 && !quoted) {
        all.add(text.substring(start, i).strip());
        start = i + 1;
      }
    }
    all.add(text.substring(start).strip());
    return all;
  }
}
