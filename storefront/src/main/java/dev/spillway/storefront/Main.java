package dev.spillway.storefront;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;

/**
 * {@code java -jar storefront.jar} serves; {@code … migrate} prepares the database, {@code … check}
 * asks it one real question. Exit codes: 0 done, 1 failed, 2 wrong usage or settings.
 */
public final class Main {
  private static final Duration START_WAIT = Duration.ofSeconds(20);

  private static final Duration CONNECT = Duration.ofSeconds(5);

  private Main() {}

  public static void main(String[] args) {
    int code = run(args.length == 0 ? "serve" : args[0]);
    if (code != 0) {
      System.exit(code);
    }
  }

  private static int run(String command) {
    try {
      Settings settings = Settings.of(System.getenv());
      return switch (command) {
        case "serve" -> serve(settings);
        case "migrate" -> migrate(settings);
        case "check" -> check(settings);
        default -> fail(2, "unknown command '" + command + "'; allowed: serve, migrate, check");
      };
    } catch (IllegalArgumentException e) {
      return fail(2, String.valueOf(e.getMessage()));
    } catch (SQLException e) {
      return fail(1, "the database cannot be used: " + e.getMessage());
    } catch (IOException e) {
      return fail(1, "cannot listen: " + e.getMessage());
    }
  }

  private static int serve(Settings settings) throws SQLException, IOException {
    Shop shop = new Shop(settings);
    int version;
    try {
      version = version(shop, settings.dialect());
    } catch (SQLException e) {
      shop.close();
      throw e;
    }
    if (version < Migrations.wanted()) {
      shop.close();
      return fail(
          1,
          "the database has schema version %d, this release needs %d; run: java -jar storefront.jar migrate"
              .formatted(version, Migrations.wanted()));
    }
    Server server = Server.start(settings, shop);
    Runtime.getRuntime().addShutdownHook(new Thread(server::close, "stop"));
    System.out.println("storefront listens on " + settings.address() + ":" + server.port());
    return 0;
  }

  /** The schema's version; waits for a database that is not there yet, as it may be restarting. */
  private static int version(Shop shop, Dialect dialect) throws SQLException {
    long end = System.nanoTime() + START_WAIT.toNanos();
    while (true) {
      try (Connection db = shop.connection()) {
        return Migrations.version(db, dialect);
      } catch (SQLTransientConnectionException e) {
        if (System.nanoTime() > end) {
          throw e;
        }
      }
    }
  }

  private static int migrate(Settings settings) throws SQLException {
    try (Connection db = connect(settings)) {
      int applied = Migrations.migrate(db, settings.dialect());
      System.out.println(
          "schema version " + Migrations.wanted() + ", " + applied + " steps applied");
      return 0;
    }
  }

  private static int check(Settings settings) throws SQLException {
    try (Connection db = connect(settings);
        Statement s = db.createStatement();
        ResultSet r = s.executeQuery("SELECT count(*) FROM product")) {
      r.next();
      System.out.println(r.getInt(1) + " products");
      return 0;
    }
  }

  private static Connection connect(Settings settings) throws SQLException {
    return new JdbcSource(settings, CONNECT, Duration.ZERO).getConnection();
  }

  private static int fail(int code, String text) {
    System.err.println("storefront: " + text);
    return code;
  }
}
