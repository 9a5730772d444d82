package dev.spillway.storefront;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Catalogue, customers and orders in PostgreSQL. No call waits longer than a second for a
 * connection, or five for an answer; after the database was away, the pool finds it again by
 * itself. Safe for any thread.
 */
final class Shop implements AutoCloseable {
  private final HikariDataSource pool;
  private final String takenBy;

  record Product(int id, String name, String description, int cents) {}

  record Order(
      UUID token, String product, int quantity, int cents, String customer, String takenBy) {}

  Shop(Settings settings) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("shop");
    config.setJdbcUrl(settings.dbUrl());
    config.setUsername(settings.dbUser());
    config.setPassword(settings.dbPassword());
    config.setMaximumPoolSize(settings.poolSize());
    config.setMinimumIdle(settings.poolSize());
    config.setConnectionTimeout(1000);
    config.setValidationTimeout(500);
    config.setInitializationFailTimeout(-1);
    config.addDataSourceProperty("connectTimeout", "2");
    config.addDataSourceProperty("loginTimeout", "2");
    config.addDataSourceProperty("socketTimeout", "5");
    config.addDataSourceProperty("tcpKeepAlive", "true");
    config.addDataSourceProperty("ApplicationName", settings.site() + "/" + settings.instance());
    pool = new HikariDataSource(config);
    takenBy = settings.site() + "/" + settings.instance();
  }

  /** Borrows a connection; for the schema check at start. */
  Connection connection() throws SQLException {
    return pool.getConnection();
  }

  void ping() throws SQLException {
    try (Connection db = pool.getConnection();
        PreparedStatement s = db.prepareStatement("SELECT 1");
        ResultSet r = s.executeQuery()) {
      r.next();
    }
  }

  List<Product> products() throws SQLException {
    try (Connection db = pool.getConnection();
        PreparedStatement s =
            db.prepareStatement(
                "SELECT id, name, description, price_cents FROM product ORDER BY id LIMIT 50");
        ResultSet r = s.executeQuery()) {
      List<Product> all = new ArrayList<>();
      while (r.next()) {
        all.add(product(r));
      }
      return all;
    }
  }

  Optional<Product> product(int id) throws SQLException {
    try (Connection db = pool.getConnection();
        PreparedStatement s =
            db.prepareStatement(
                "SELECT id, name, description, price_cents FROM product WHERE id = ?")) {
      s.setInt(1, id);
      try (ResultSet r = s.executeQuery()) {
        return r.next() ? Optional.of(product(r)) : Optional.empty();
      }
    }
  }

  private static Product product(ResultSet r) throws SQLException {
    return new Product(r.getInt(1), r.getString(2), r.getString(3), r.getInt(4));
  }

  /** One statement, so one transaction: the customer is made or renamed, the order is stored. */
  Optional<UUID> order(String email, String name, int product, int quantity) throws SQLException {
    UUID token = UUID.randomUUID();
    String sql =
        "WITH c AS (INSERT INTO customer (email, name) VALUES (?, ?)"
            + " ON CONFLICT (email) DO UPDATE SET name = excluded.name RETURNING id)"
            + " INSERT INTO purchase"
            + " (token, customer_id, product_id, quantity, price_cents, taken_by)"
            + " SELECT ?, c.id, p.id, ?, p.price_cents, ? FROM c, product p WHERE p.id = ?";
    try (Connection db = pool.getConnection();
        PreparedStatement s = db.prepareStatement(sql)) {
      s.setString(1, email);
      s.setString(2, name);
      s.setObject(3, token);
      s.setInt(4, quantity);
      s.setString(5, takenBy);
      s.setInt(6, product);
      return s.executeUpdate() == 1 ? Optional.of(token) : Optional.empty();
    }
  }

  Optional<Order> order(UUID token) throws SQLException {
    String sql =
        "SELECT p.name, o.quantity, o.price_cents, c.name, o.taken_by FROM purchase o"
            + " JOIN product p ON p.id = o.product_id JOIN customer c ON c.id = o.customer_id"
            + " WHERE o.token = ?";
    try (Connection db = pool.getConnection();
        PreparedStatement s = db.prepareStatement(sql)) {
      s.setObject(1, token);
      try (ResultSet r = s.executeQuery()) {
        return r.next()
            ? Optional.of(
                new Order(
                    token,
                    r.getString(1),
                    r.getInt(2),
                    r.getInt(3),
                    r.getString(4),
                    r.getString(5)))
            : Optional.empty();
      }
    }
  }

  @Override
  public void close() {
    pool.close();
  }
}
