package dev.spillway.storefront;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the environment says.
 *
 * @param address {@code LISTEN_ADDRESS}, default 127.0.0.1
 * @param port {@code LISTEN_PORT}, 0 to 65535; 0 takes a free one. Default: {@code PORT}, which App
 *     Service and others set, else 8080
 * @param dialect what {@code DB_URL} begins with
 * @param dbUrl {@code DB_URL}, required, such as {@code jdbc:postgresql://127.0.0.1:5432/shop} or
 *     {@code jdbc:sqlserver://127.0.0.1:1433;databaseName=shop;encrypt=true}
 * @param dbUser {@code DB_USER}, default {@code shop}
 * @param dbPassword {@code DB_PASSWORD}, default empty
 * @param poolSize {@code POOL_SIZE}, connections to the database, 1 to 100, default 4
 * @param workers {@code WORKERS}, requests served at the same time, 1 to 1000, default 3
 * @param serviceTime {@code SERVICE_TIME}, how long a worker is busy with one request, such as
 *     {@code 50ms}, default 50ms; capacity is workers / service time
 * @param queue {@code QUEUE_SECONDS}, the longest wait for a worker, 0 to 60, default 1
 * @param site {@code SITE_NAME}, shown on each page, default {@code local}
 * @param instance {@code INSTANCE_NAME}, shown on each page. Default: {@code WEBSITE_INSTANCE_ID},
 *     by which App Service names its workers, else the listen address
 * @param keystore {@code KEYSTORE}, a PKCS #12 file: then TLS is spoken; default none
 * @param keystorePassword {@code KEYSTORE_PASSWORD}, default empty
 */
record Settings(
    String address,
    int port,
    Dialect dialect,
    String dbUrl,
    String dbUser,
    String dbPassword,
    int poolSize,
    int workers,
    Duration serviceTime,
    Duration queue,
    String site,
    String instance,
    @Nullable Path keystore,
    String keystorePassword) {

  /**
   * @throws IllegalArgumentException names the variable, what was found and what is allowed
   */
  static Settings of(Map<String, String> env) {
    String address = env.getOrDefault("LISTEN_ADDRESS", "127.0.0.1");
    String url = env.getOrDefault("DB_URL", "");
    Dialect dialect = Dialect.of(url);
    String keystore = env.getOrDefault("KEYSTORE", "");
    return new Settings(
        address,
        (int) number(env, "LISTEN_PORT", number(env, "PORT", 8080, 0, 65535), 0, 65535),
        dialect,
        url,
        env.getOrDefault("DB_USER", "shop"),
        env.getOrDefault("DB_PASSWORD", ""),
        (int) number(env, "POOL_SIZE", 4, 1, 100),
        (int) number(env, "WORKERS", 3, 1, 1000),
        millis(env, "SERVICE_TIME", "50ms"),
        Duration.ofMillis((long) (1000 * number(env, "QUEUE_SECONDS", 1, 0, 60))),
        env.getOrDefault("SITE_NAME", "local"),
        env.getOrDefault("INSTANCE_NAME", env.getOrDefault("WEBSITE_INSTANCE_ID", address)),
        keystore.isEmpty() ? null : Path.of(keystore),
        env.getOrDefault("KEYSTORE_PASSWORD", ""));
  }

  /** How orders and the database's list of clients name this instance. */
  String takenBy() {
    return site + "/" + instance;
  }

  /** Without the password: records print all they hold. */
  @Override
  public String toString() {
    return takenBy() + " on " + address + ":" + port + ", " + dialect.folder();
  }

  private static double number(
      Map<String, String> env, String name, double fallback, double low, double high) {
    String text = env.get(name);
    if (text == null || text.isBlank()) {
      return fallback;
    }
    double value;
    try {
      value = Double.parseDouble(text.strip());
    } catch (NumberFormatException e) {
      value = Double.NaN;
    }
    if (!(value >= low && value <= high)) {
      throw new IllegalArgumentException(
          "%s is '%s'; allowed is a number from %.0f to %.0f".formatted(name, text, low, high));
    }
    return value;
  }

  private static Duration millis(Map<String, String> env, String name, String fallback) {
    String text = env.getOrDefault(name, fallback).strip();
    if (!text.matches("\\d{1,5}ms")) {
      throw new IllegalArgumentException(
          name + " is '" + text + "'; allowed are whole milliseconds such as 50ms");
    }
    return Duration.ofMillis(Long.parseLong(text.substring(0, text.length() - 2)));
  }
}
