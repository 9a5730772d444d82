package dev.spillway.storefront;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.Properties;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Connections of one driver. The JDK's {@code DriverManager} would load every driver of the class
 * path to find one, which costs each start. Safe for any thread.
 */
final class JdbcSource implements DataSource {
  private final Driver driver;
  private final String url;
  private final Properties properties = new Properties();

  /**
   * @param connect the longest until a login is done, whole seconds
   * @param answer the longest silence of the database, whole seconds; 0 for no limit
   */
  JdbcSource(Settings settings, Duration connect, Duration answer) {
    Dialect dialect = settings.dialect();
    driver = dialect.driver();
    url = settings.dbUrl();
    set("user", settings.dbUser());
    set("password", settings.dbPassword());
    set(dialect.clientName(), settings.takenBy());
    dialect.limits(connect, answer).forEach(this::set);
  }

  /** What the URL names stays as it is there: of the two, some drivers take the property. */
  private void set(String name, String value) {
    if (!Pattern.compile("[;?&]\\s*" + name + "\\s*=", Pattern.CASE_INSENSITIVE)
        .matcher(url)
        .find()) {
      properties.setProperty(name, value);
    }
  }

  /**
   * @throws SQLException when the database does not let in; the URL, which may hold a password, is
   *     not in its message
   */
  @Override
  public Connection getConnection() throws SQLException {
    Connection made;
    try {
      made = driver.connect(url, properties);
    } catch (SQLException e) {
      String said = String.valueOf(e.getMessage());
      if (said.contains(url)) {
        throw new SQLException(said.replace(url, "DB_URL"), e.getSQLState(), e.getErrorCode());
      }
      throw e;
    }
    if (made == null) {
      throw new SQLException("DB_URL is not understood by the driver", "08001");
    }
    return made;
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    throw new SQLFeatureNotSupportedException("user and password come from the settings");
  }

  @Override
  public @Nullable PrintWriter getLogWriter() {
    return null;
  }

  @Override
  public void setLogWriter(@Nullable PrintWriter out) throws SQLException {
    throw new SQLFeatureNotSupportedException("drivers write to the JDK's logging");
  }

  /** The settings hold the limits; what a pool asks for here is no shorter. */
  @Override
  public void setLoginTimeout(int seconds) {}

  @Override
  public int getLoginTimeout() {
    return 0;
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    return driver.getParentLogger();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    throw new SQLException("this is no " + type.getName());
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return false;
  }
}
