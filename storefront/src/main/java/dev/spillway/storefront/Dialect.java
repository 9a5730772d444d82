package dev.spillway.storefront;

import java.sql.Driver;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * All that differs between the databases the shop runs on; what is not here is the same SQL for
 * both. The tables are made by the resources in {@link #folder}. A driver's classes are loaded when
 * {@link #driver} is asked for, so never the other's.
 */
sealed interface Dialect permits PostgresDialect, SqlServerDialect {
  /**
   * The dialect that a JDBC URL chooses.
   *
   * @throws IllegalArgumentException says what is allowed; of the URL it shows no more than the
   *     beginning, since passwords may stand in it
   */
  static Dialect of(String url) {
    List<Dialect> all = List.of(new PostgresDialect(), new SqlServerDialect());
    for (Dialect each : all) {
      if (url.startsWith(each.prefix())) {
        return each;
      }
    }
    String allowed = all.stream().map(Dialect::form).collect(Collectors.joining(" or "));
    throw new IllegalArgumentException("DB_URL " + found(url) + "; allowed is " + allowed);
  }

  private static String found(String url) {
    if (url.isBlank()) {
      return "is missing";
    }
    Matcher beginning = Pattern.compile("jdbc:\\w+:").matcher(url);
    return beginning.lookingAt()
        ? "begins with '" + beginning.group() + "'"
        : "does not begin with 'jdbc:' and the name of a database";
  }

  /** What URLs of this database begin with. */
  String prefix();

  /** What such a URL looks like, for people. */
  String form();

  /** Where the resources of its own are. */
  String folder();

  /** A new one; using it asks for no other driver. */
  Driver driver();

  /**
   * The driver's settings.
   *
   * @param connect the longest until a login is done, whole seconds
   * @param answer the longest silence of the database, whole seconds; 0 for no limit
   */
  Map<String, String> limits(Duration connect, Duration answer);

  /** The driver's setting for the name by which the database lists its client. */
  String clientName();

  /** Waits for the lock of migrations; answers a number, below 0 when it is not to be had. */
  String lock();

  /** Gives back what {@link #lock} took. */
  String unlock();

  /** An expression that is null while the table {@code schema_version} is missing. */
  String versionsTable();

  /** The type of unique identifiers. */
  String uuid();

  /**
   * Makes or renames the customer and stores the order, all or nothing: e-mail, name, token,
   * quantity, who takes it, product. Its last count of rows is 0 when there is no such product.
   */
  String order();

  /** Whether all of {@link #order} was undone for a reason that may be over at once. */
  boolean mayTryAgain(SQLException e);
}
