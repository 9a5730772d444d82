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

/**
 * Brings the schema to the version of this release, as a step of its own: never at start. Steps are
 * SQL resources, each applied once and in one transaction. Two runs at once are safe: an advisory
 * lock makes the second wait, and then find nothing to do.
 */
final class Migrations {
  /** Any number, the same in every run. */
  static final long LOCK = 7_745_927_201L;

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
  static int migrate(Connection db) throws SQLException {
    try (Statement s = db.createStatement()) {
      db.setAutoCommit(true);
      s.execute("SELECT pg_advisory_lock(" + LOCK + ")");
      try {
        return apply(db, s);
      } finally {
        db.setAutoCommit(true);
        s.execute("SELECT pg_advisory_unlock(" + LOCK + ")");
      }
    }
  }

  private static int apply(Connection db, Statement s) throws SQLException {
    s.execute(
        "CREATE TABLE IF NOT EXISTS schema_version"
            + " (version integer PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())");
    int have = version(db);
    db.setAutoCommit(false);
    for (int step = have; step < STEPS.size(); step++) {
      s.execute(resource(STEPS.get(step)));
      s.execute("INSERT INTO schema_version (version) VALUES (" + (step + 1) + ")");
      db.commit();
    }
    return Math.max(0, STEPS.size() - have);
  }

  /** The version of the database; 0 for an empty one. */
  static int version(Connection db) throws SQLException {
    try (Statement s = db.createStatement()) {
      try (ResultSet there = s.executeQuery("SELECT to_regclass('schema_version') IS NOT NULL")) {
        there.next();
        if (!there.getBoolean(1)) {
          return 0;
        }
      }
      try (ResultSet max = s.executeQuery("SELECT coalesce(max(version), 0) FROM schema_version")) {
        max.next();
        return max.getInt(1);
      }
    }
  }

  private static String resource(String name) {
    try (InputStream in = Migrations.class.getResourceAsStream("/db/" + name)) {
      if (in == null) {
        throw new IllegalStateException("this jar lacks /db/" + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
