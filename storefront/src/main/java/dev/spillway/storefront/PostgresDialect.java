package dev.spillway.storefront;

import java.sql.Driver;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** PostgreSQL 10 or newer. */
record PostgresDialect() implements Dialect {
  @Override
  public String prefix() {
    return "jdbc:postgresql:";
  }

  @Override
  public String form() {
    return "jdbc:postgresql://HOST:PORT/DATABASE";
  }

  @Override
  public String folder() {
    return "postgresql";
  }

  @Override
  public Driver driver() {
    return new org.postgresql.Driver();
  }

  @Override
  public Map<String, String> limits(Duration connect, Duration answer) {
    String seconds = String.valueOf(connect.toSeconds());
    return Map.of(
        "connectTimeout",
        seconds,
        "loginTimeout",
        seconds,
        "socketTimeout",
        String.valueOf(answer.toSeconds()),
        "tcpKeepAlive",
        "true");
  }

  @Override
  public String clientName() {
    return "ApplicationName";
  }

  @Override
  public String lock() {
    return "SELECT 0 FROM pg_advisory_lock(" + Migrations.LOCK + ")";
  }

  @Override
  public String unlock() {
    return "SELECT pg_advisory_unlock(" + Migrations.LOCK + ")";
  }

  @Override
  public String versionsTable() {
    return "to_regclass('schema_version')";
  }

  @Override
  public String uuid() {
    return "uuid";
  }

  @Override
  public String order() {
    return """
    WITH c AS (INSERT INTO customer (email, name) VALUES (?, ?)
      ON CONFLICT (email) DO UPDATE SET name = excluded.name RETURNING id)
    INSERT INTO purchase (token, customer_id, product_id, quantity, price_cents, taken_by)
    SELECT CAST(? AS uuid), c.id, p.id, ?, p.price_cents, ? FROM c, product p WHERE p.id = ?\
    """;
  }

  @Override
  public boolean mayTryAgain(SQLException e) {
    return Set.of("40001", "40P01").contains(String.valueOf(e.getSQLState()));
  }
}
