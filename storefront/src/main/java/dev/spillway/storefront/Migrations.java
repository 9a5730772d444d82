package dev.spillway.storefront;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Brings the schema to the version of this release, as a step of its own: never at start. Steps are
 * SQL resources, each applied once and in one transaction. Two runs at once are safe: a lock in the
 * database makes the second wait, and then find nothing to do.
 */
final class Migrations {
  /** PostgreSQL's name of the lock: any number, the same in every run. */
  static final long LOCK = 7_745_927_201L;

  /** What tells which steps were applied; not a step itself. */
  private static final String VERSIONS = "0-versions.sql";

  private static final List<String> STEPS = List.of("1-tables.sql", "2-products.sql");

  private Migrations() {}

  /** The version that this release works with. */
  static int wanted() {
    return STEPS.size();
  }

  /**
   * Applies what is missing.
   *
   * @return how many steps were applied
   */
  static int migrate(Connection db, Dialect dialect) throws SQLException {
    try (Statement s = db.createStatement()) {
      db.setAutoCommit(true);
      int got = number(s, dialect.lock());
      if (got < 0) {
        throw new SQLException("the lock of migrations is not to be had: " + got);
      }
      try {
        return apply(db, s, dialect);
      } finally {
        if (!db.getAutoCommit()) {
          // What a step that failed has done; leaving the transaction would commit it.
          db.rollback();
        }
        db.setAutoCommit(true);
        s.execute(dialect.unlock());
      }
    }
  }

  private static int apply(Connection db, Statement s, Dialect dialect) throws SQLException {
    if (!versionsExist(s, dialect)) {
      all(s, resource(dialect, VERSIONS));
    }
    int have = version(db, dialect);
    db.setAutoCommit(false);
    for (int step = have; step < STEPS.size(); step++) {
      all(s, resource(dialect, STEPS.get(step)));
      s.execute("INSERT INTO schema_version (version) VALUES (" + (step + 1) + ")");
      db.commit();
    }
    return Math.max(0, STEPS.size() - have);
  }

  /** Executes each statement of a text: a driver may tell of an error only with its own result. */
  private static void all(Statement s, String sql) throws SQLException {
    boolean rows = s.execute(sql);
    while (rows || s.getUpdateCount() != -1) {
      rows = s.getMoreResults();
    }
  }

  /** The version of the database; 0 for an empty one. */
  static int version(Connection db, Dialect dialect) throws SQLException {
    try (Statement s = db.createStatement()) {
      return versionsExist(s, dialect)
          ? number(s, "SELECT coalesce(max(version), 0) FROM schema_version")
          : 0;
    }
  }

  private static boolean versionsExist(Statement s, Dialect dialect) throws SQLException {
    return number(s, "SELECT CASE WHEN " + dialect.versionsTable() + " IS NULL THEN 0 ELSE 1 END")
        == 1;
  }

  private static int number(Statement s, String sql) throws SQLException {
    try (ResultSet r = s.executeQuery(sql)) {
      r.next();
      return r.getInt(1);
    }
  }

  /** The text in the dialect's folder or, when it is the same for all, in the one above. */
  private static String resource(Dialect dialect, String name) {
    try (InputStream own = open(dialect.folder() + "/" + name);
        InputStream common = open(name)) {
      InputStream in = own == null ? common : own;
      if (in == null) {
        throw new IllegalStateException("this jar lacks /db/" + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static @Nullable InputStream open(String name) {
    return Migrations.class.getResourceAsStream("/db/" + name);
  }
}
