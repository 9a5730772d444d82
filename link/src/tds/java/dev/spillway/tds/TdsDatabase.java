package dev.spillway.tds;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The data: H2 in its SQL Server mode, texts compared without regard to case as SQL Server does
 * unless told otherwise, with the functions and locks that H2 lacks.
 */
public final class TdsDatabase implements AutoCloseable {
  private final String url =
      "jdbc:h2:mem:"
          + UUID.randomUUID()
          + ";MODE=MSSQLServer;DATABASE_TO_UPPER=FALSE;CASE_INSENSITIVE_IDENTIFIERS=TRUE"
          + ";IGNORECASE=TRUE;LOCK_TIMEOUT=5000";
  private final Connection keeper;
  private final AtomicReference<@Nullable TdsError> next = new AtomicReference<>();
  private final Map<String, Object> locks = new HashMap<>();

  TdsDatabase() throws SQLException {
    keeper = connect();
    try (Statement s = keeper.createStatement()) {
      String own = "' FOR 'dev.spillway.tds.TdsDatabase.".substring(1);
      s.execute("CREATE ALIAS OBJECT_ID" + own + "objectId'");
      s.execute("CREATE ALIAS SYSDATETIMEOFFSET" + own + "now'");
    }
  }

  Connection connect() throws SQLException {
    return DriverManager.getConnection(url);
  }

  void failNext(TdsError error) {
    next.set(error);
  }

  /** The error that the next change must end with, once. */
  @Nullable TdsError failure() {
    return next.getAndSet(null);
  }

  /**
   * T-SQL's OBJECT_ID for tables: some number, or null when there is no such object.
   *
   * @param type {@code U}, a table of a user
   */
  public static @Nullable Integer objectId(Connection h2, String name, String type)
      throws SQLException {
    if (!type.strip().equals("U")) {
      throw new SQLException("OBJECT_ID knows the type U, not " + type);
    }
    try (ResultSet r = h2.getMetaData().getTables(null, null, name, null)) {
      return r.next() ? 1 + Math.abs(name.hashCode() % 1_000_000) : null;
    }
  }

  /** T-SQL's SYSDATETIMEOFFSET. */
  public static OffsetDateTime now() {
    return OffsetDateTime.now();
  }

  /**
   * T-SQL's sp_getapplock in mode Exclusive.
   *
   * @param millis the longest wait; negative for ever
   * @return 0 at once, 1 after a wait, -1 not within the time
   */
  synchronized int lock(String resource, Object owner, long millis) throws InterruptedException {
    long end = System.nanoTime() + millis * 1_000_000;
    int got = 0;
    while (locks.getOrDefault(resource, owner) != owner) {
      got = 1;
      long left = (end - System.nanoTime()) / 1_000_000;
      if (millis >= 0 && left <= 0) {
        return -1;
      }
      wait(millis < 0 ? 0 : left);
    }
    locks.put(resource, owner);
    return got;
  }

  /** Whether the owner had it. */
  synchronized boolean unlock(String resource, Object owner) {
    boolean had = locks.remove(resource, owner);
    notifyAll();
    return had;
  }

  /** What a session that ends had is free. */
  synchronized void unlockAll(Object owner) {
    locks.values().removeIf(each -> each == owner);
    notifyAll();
  }

  @Override
  public void close() throws SQLException {
    try (keeper;
        Statement s = keeper.createStatement()) {
      s.execute("SHUTDOWN IMMEDIATELY");
    }
  }
}
