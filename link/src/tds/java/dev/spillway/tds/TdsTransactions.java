package dev.spillway.tds;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import java.util.regex.Pattern;

/** Whether a session is in a transaction, and the statements that begin and end one. */
final class TdsTransactions implements AutoCloseable {
  private static final Pattern BEGIN = Pattern.compile("BEGIN TRAN(SACTION)?");
  private static final Pattern COMMIT =
      Pattern.compile("(IF @@TRANCOUNT > 0 )?COMMIT( TRAN(SACTION)?)?");
  private static final Pattern ROLLBACK =
      Pattern.compile("(IF @@TRANCOUNT > 0 )?ROLLBACK( TRAN(SACTION)?)?");
  private static final int BEGUN = 8;
  private static final int COMMITTED = 9;
  private static final int ROLLED_BACK = 10;

  private final Connection h2;
  private boolean implicit;
  private boolean abort;
  private int depth;
  private long descriptor;

  TdsTransactions(Connection h2) {
    this.h2 = h2;
  }

  /**
   * Executes a statement of this kind.
   *
   * @return whether it is one
   */
  boolean execute(String statement, TdsBytes out) throws SQLException, TdsException {
    String words = statement.replaceAll("\\s+", " ").toUpperCase(Locale.ROOT);
    if (words.startsWith("SET ")) {
      set(words.substring(4));
    } else if (BEGIN.matcher(words).matches()) {
      if (depth++ == 0) {
        opened(out);
      }
    } else if (COMMIT.matcher(words).matches()) {
      commit(words.startsWith("IF"), out);
    } else if (ROLLBACK.matcher(words).matches()) {
      rollback(out);
    } else {
      return false;
    }
    return true;
  }

  private void set(String option) throws TdsException {
    switch (option) {
      case "IMPLICIT_TRANSACTIONS ON" -> implicit = true;
      case "IMPLICIT_TRANSACTIONS OFF" -> implicit = false;
      case "XACT_ABORT ON" -> abort = true;
      case "XACT_ABORT OFF" -> abort = false;
      // The level at which H2 works anyway.
      case "TRANSACTION ISOLATION LEVEL READ COMMITTED" -> {}
      default -> throw new TdsException(195, "'" + option + "' is not a recognized SET option.");
    }
  }

  /** The beginning that comes by itself before a statement when transactions are implicit. */
  void begin(TdsBytes out) throws SQLException {
    if (implicit && depth == 0) {
      depth = 1;
      opened(out);
    }
  }

  private void opened(TdsBytes out) throws SQLException {
    h2.setAutoCommit(false);
    out.transaction(BEGUN, ++descriptor);
  }

  private void commit(boolean onlyIfOpen, TdsBytes out) throws SQLException, TdsException {
    if (depth == 0) {
      if (!onlyIfOpen) {
        throw new TdsException(3902, "The COMMIT request has no corresponding BEGIN TRANSACTION.");
      }
      return;
    }
    if (--depth == 0) {
      h2.commit();
      h2.setAutoCommit(true);
      out.transaction(COMMITTED, descriptor);
    }
  }

  /** Undoes the transaction, if there is one. */
  void rollback(TdsBytes out) throws SQLException {
    if (depth > 0) {
      depth = 0;
      h2.rollback();
      h2.setAutoCommit(true);
      out.transaction(ROLLED_BACK, descriptor);
    }
  }

  /** Tells the error; a deadlock ends the transaction, others only with XACT_ABORT. */
  void failed(TdsError error, TdsBytes out) {
    TdsError told = error;
    if (abort || error.number() == TdsError.DEADLOCK) {
      try {
        rollback(out);
      } catch (SQLException e) {
        told = new TdsError(3999, "The transaction cannot be undone: " + e.getMessage());
      }
    }
    out.error(told);
  }

  @Override
  public void close() throws SQLException {
    if (depth > 0) {
      h2.rollback();
    }
  }
}
