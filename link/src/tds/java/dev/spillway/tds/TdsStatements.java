package dev.spillway.tds;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The statements of a session: transactions, variables and locks here, all others in H2. */
final class TdsStatements implements AutoCloseable {
  private static final Pattern DECLARE = Pattern.compile("(?is)DECLARE\\s+(.*)");
  private static final Pattern VARIABLE =
      Pattern.compile("(?is)(@\\w+)\\s+(?:AS\\s+)?([^=]+?)\\s*(?:=\\s*(.*))?");
  private static final Pattern EXEC =
      Pattern.compile("(?is)EXEC(?:UTE)?\\s+(?:(@\\w+)\\s*=\\s*)?(\\w+)\\s*(.*)");
  private static final Pattern CHANGE = Pattern.compile("(?is)(INSERT|UPDATE|DELETE|MERGE)\\b.*");

  /** MS-TDS leaves the numbers of commands to the server; drivers know these. */
  private static final Map<String, Integer> COMMANDS =
      Map.of(
          "SELECT", 0xC1, "INSERT", 0xC3, "DELETE", 0xC4, "UPDATE", 0xC5, "MERGE", 0x117, "CREATE",
          0xC6, "DROP", 0xC7, "ALTER", 0xD8);

  private final TdsDatabase database;
  private final Connection h2;
  private final TdsTransactions transactions;

  TdsStatements(TdsDatabase database) throws SQLException {
    this.database = database;
    this.h2 = database.connect();
    this.transactions = new TdsTransactions(h2);
  }

  /**
   * Executes all, up to the first that fails.
   *
   * @param done the token that ends each statement
   * @return whether none failed
   */
  boolean run(String batch, Map<String, TSql.Variable> variables, int done, TdsBytes out) {
    try {
      for (String statement : TSql.statements(batch)) {
        execute(statement, variables, done, out);
      }
      return true;
    } catch (TdsException e) {
      transactions.failed(e.error(), out);
    } catch (SQLException e) {
      transactions.failed(TdsError.of(e), out);
    } catch (IllegalArgumentException e) {
      transactions.failed(new TdsError(137, String.valueOf(e.getMessage())), out);
    }
    return false;
  }

  private void execute(
      String statement, Map<String, TSql.Variable> variables, int done, TdsBytes out)
      throws SQLException, TdsException {
    Matcher declare = DECLARE.matcher(statement);
    Matcher exec = EXEC.matcher(statement);
    if (transactions.execute(statement, out)) {
      out.done(done, TdsBytes.MORE, 0, 0);
    } else if (declare.matches()) {
      for (String each : TSql.declarations(declare.group(1))) {
        declare(each, variables);
      }
    } else if (exec.matches()) {
      int result = new TdsProcedures(database, this).execute(exec.group(2), exec.group(3));
      if (exec.group(1) != null) {
        variables.put(exec.group(1).toLowerCase(Locale.ROOT), new TSql.Variable("int", result));
      }
      out.done(done, TdsBytes.MORE, 0xE0, 0);
    } else {
      TdsError failure = CHANGE.matcher(statement).matches() ? database.failure() : null;
      if (failure != null) {
        transactions.rollback(out);
        throw new TdsException(failure.number(), failure.message());
      }
      transactions.begin(out);
      inH2(TSql.bind(statement, variables), done, out);
    }
  }

  private void declare(String text, Map<String, TSql.Variable> variables)
      throws SQLException, TdsException {
    Matcher parts = VARIABLE.matcher(text);
    if (!parts.matches()) {
      throw new TdsException(102, "Incorrect syntax near '" + text + "'.");
    }
    String type = parts.group(2);
    String value = parts.group(3) == null ? "NULL" : parts.group(3);
    TSql.Bound bound = TSql.bind("SELECT CAST(" + value + " AS " + TSql.h2(type) + ")", variables);
    try (PreparedStatement s = prepared(bound);
        ResultSet r = s.executeQuery()) {
      r.next();
      variables.put(
          parts.group(1).toLowerCase(Locale.ROOT), new TSql.Variable(type, r.getObject(1)));
    }
  }

  private PreparedStatement prepared(TSql.Bound bound) throws SQLException {
    PreparedStatement s = h2.prepareStatement(bound.sql());
    List<TSql.Variable> values = bound.variables();
    for (int i = 0; i < values.size(); i++) {
      s.setObject(i + 1, values.get(i).value());
    }
    return s;
  }

  private void inH2(TSql.Bound bound, int done, TdsBytes out) throws SQLException {
    String word = bound.sql().split("\\W", 2)[0].toUpperCase(Locale.ROOT);
    int command = COMMANDS.getOrDefault(word, 0);
    try (PreparedStatement s = prepared(bound)) {
      if (!s.execute()) {
        out.done(done, TdsBytes.MORE | TdsBytes.COUNT, command, s.getUpdateCount());
        return;
      }
      try (ResultSet rows = s.getResultSet()) {
        long count = TdsRows.write(out, rows);
        out.done(done, TdsBytes.MORE | TdsBytes.COUNT, command, count);
      }
    }
  }

  @Override
  public void close() throws SQLException {
    database.unlockAll(this);
    transactions.close();
    h2.close();
  }
}
