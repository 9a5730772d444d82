package dev.spillway.tds;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** What one login asks: batches of statements, and calls of the procedures behind drivers. */
final class TdsSession implements AutoCloseable {
  /**
   * @param definitions of the parameters, such as {@code @P0 int,@P1 nvarchar(4000)}
   */
  private record Prepared(String text, String definitions) {}

  private final TdsStatements statements;
  private final Queue<String> seen;
  private final Queue<String> texts;
  private final Map<Integer, Prepared> prepared = new HashMap<>();
  private int handles;

  /**
   * @param seen gets the kind of each request
   * @param texts gets each text of SQL
   */
  TdsSession(TdsDatabase database, Queue<String> seen, Queue<String> texts) throws SQLException {
    this.statements = new TdsStatements(database);
    this.seen = seen;
    this.texts = texts;
  }

  TdsBytes batch(String text) {
    seen.add("batch");
    texts.add(text);
    TdsBytes out = new TdsBytes();
    boolean done = statements.run(text, new HashMap<>(), TdsBytes.DONE, out);
    return out.done(TdsBytes.DONE, done ? 0 : TdsBytes.FAILED, 0, 0);
  }

  TdsBytes call(TdsCall call) {
    seen.add(call.name());
    List<@Nullable Object> values = call.values();
    return switch (call.procedure()) {
      case TdsCall.EXECUTE_SQL -> {
        String definitions = values.size() > 1 ? call.text(1) : "";
        yield executed(new Prepared(call.text(0), definitions), from(values, 2), 0);
      }
      case TdsCall.PREPARE_AND_EXECUTE -> {
        Prepared made = new Prepared(call.text(2), call.text(1));
        prepared.put(++handles, made);
        yield executed(made, from(values, 3), handles);
      }
      case TdsCall.EXECUTE -> {
        Prepared known = values.getFirst() instanceof Integer handle ? prepared.get(handle) : null;
        yield known == null
            ? refused(8179, "Could not find prepared statement with handle " + values.getFirst())
            : executed(known, from(values, 1), 0);
      }
      case TdsCall.UNPREPARE -> {
        prepared.remove(values.getFirst());
        yield new TdsBytes().returnStatus().done(TdsBytes.DONE_PROCEDURE, 0, 0, 0);
      }
      default -> refused(2812, "Could not find stored procedure '" + call.name() + "'.");
    };
  }

  private static List<@Nullable Object> from(List<@Nullable Object> values, int at) {
    return values.subList(Math.min(at, values.size()), values.size());
  }

  private static TdsBytes refused(int number, String message) {
    return new TdsBytes()
        .error(new TdsError(number, message))
        .done(TdsBytes.DONE_PROCEDURE, TdsBytes.FAILED, 0, 0);
  }

  /**
   * @param handle of the statement that was prepared; 0 for none
   */
  private TdsBytes executed(Prepared what, List<@Nullable Object> values, int handle) {
    texts.add(what.text());
    TdsBytes out = new TdsBytes();
    Map<String, TSql.Variable> variables = variables(what.definitions(), values);
    if (!statements.run(what.text(), variables, TdsBytes.DONE_IN_PROCEDURE, out)) {
      return out.done(TdsBytes.DONE_PROCEDURE, TdsBytes.FAILED, 0, 0);
    }
    out.returnStatus();
    if (handle > 0) {
      out.handle(handle);
    }
    return out.done(TdsBytes.DONE_PROCEDURE, 0, 0, 0);
  }

  private static Map<String, TSql.Variable> variables(
      String definitions, List<@Nullable Object> values) {
    Map<String, TSql.Variable> all = new HashMap<>();
    List<String> each = TSql.declarations(definitions);
    for (int i = 0; i < values.size(); i++) {
      String[] nameAndType = each.get(i).split("\\s+", 2);
      all.put(
          nameAndType[0].toLowerCase(Locale.ROOT),
          new TSql.Variable(nameAndType[1], values.get(i)));
    }
    return all;
  }

  @Override
  public void close() throws SQLException {
    statements.close();
  }
}
