package dev.spillway.storefront;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Catalogue, customers and orders in a database. No call waits longer than a second for a
 * connection, or five for an answer; after the database was away, the pool finds it again by
 * itself. Safe for any thread.
 */
final class Shop implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(2);
  private static final Duration ANSWER = Duration.ofSeconds(5);
  private static final int TRIES = 3;

  private final HikariDataSource pool;
  private final Dialect dialect;
  private final String takenBy;

  record Product(int id, String name, String description, int cents) {}

  record Order(
      UUID token, String product, int quantity, int cents, String customer, String takenBy) {}

  Shop(Settings settings) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("shop");
    config.setDataSource(new JdbcSource(settings, CONNECT, ANSWER));
    config.setMaximumPoolSize(settings.poolSize());
    config.setMinimumIdle(settings.poolSize());
    config.setConnectionTimeout(1000);
    config.setValidationTimeout(500);
    config.setInitializationFailTimeout(-1);
    pool = new HikariDataSource(config);
    dialect = settings.dialect();
    takenBy = settings.takenBy();
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
                "SELECT id, name, description, price_cents FROM product ORDER BY id"
                    + " OFFSET 0 ROWS FETCH NEXT 50 ROWS ONLY");
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

  /**
   * Makes or renames the customer and stores the order, in one transaction and one round trip. What
   * the database undid because of another order is tried again, three times in all.
   */
  Optional<UUID> order(String email, String name, int product, int quantity) throws SQLException {
    UUID token = UUID.randomUUID();
    for (int left = TRIES - 1; ; left--) {
      try (Connection db = pool.getConnection();
          PreparedStatement s = db.prepareStatement(dialect.order())) {
        s.setString(1, email);
        s.setString(2, name);
        s.setString(3, token.toString());
        s.setInt(4, quantity);
        s.setString(5, takenBy);
        s.setInt(6, product);
        return s.executeUpdate() == 1 ? Optional.of(token) : Optional.empty();
      } catch (SQLException e) {
        if (left == 0 || !dialect.mayTryAgain(e)) {
          throw e;
        }
      }
    }
  }

  Optional<Order> order(UUID token) throws SQLException {
    String sql =
        "SELECT p.name, o.quantity, o.price_cents, c.name, o.taken_by FROM purchase o"
            + " JOIN product p ON p.id = o.product_id JOIN customer c ON c.id = o.customer_id"
            + " WHERE o.token = CAST(? AS "
            + dialect.uuid()
            + ")";
    try (Connection db = pool.getConnection();
        PreparedStatement s = db.prepareStatement(sql)) {
      s.setString(1, token.toString());
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
