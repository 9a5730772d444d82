package dev.spillway.storefront;

import java.sql.Driver;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** SQL Server 2012 or newer. */
record SqlServerDialect() implements Dialect {
  @Override
  public String prefix() {
    return "jdbc:sqlserver:";
  }

  @Override
  public String form() {
    return "jdbc:sqlserver://HOST:PORT;databaseName=DATABASE;encrypt=true";
  }

  @Override
  public String folder() {
    return "sqlserver";
  }

  @Override
  public Driver driver() {
    return new com.microsoft.sqlserver.jdbc.SQLServerDriver();
  }

  /** The driver's own second try would make a pool wait ten seconds more. */
  @Override
  public Map<String, String> limits(Duration connect, Duration answer) {
    return Map.of(
        "loginTimeout",
        String.valueOf(connect.toSeconds()),
        "socketTimeout",
        String.valueOf(answer.toMillis()),
        "connectRetryCount",
        "0");
  }

  @Override
  public String clientName() {
    return "applicationName";
  }

  /** Waits as long as the session's LOCK_TIMEOUT says, which is for ever unless it was set. */
  @Override
  public String lock() {
    return "DECLARE @got int;"
        + " EXEC @got = sp_getapplock @Resource = N'storefront schema',"
        + " @LockMode = 'Exclusive', @LockOwner = 'Session';"
        + " SELECT @got;";
  }

  @Override
  public String unlock() {
    return "EXEC sp_releaseapplock @Resource = N'storefront schema', @LockOwner = 'Session'";
  }

  @Override
  public String versionsTable() {
    return "OBJECT_ID(N'schema_version', N'U')";
  }

  @Override
  public String uuid() {
    return "uniqueidentifier";
  }

  /**
   * One batch, so one round trip. MERGE is no safer than this: both need the range to be held from
   * the search to the insert.
   */
  @Override
  public String order() {
    return """
    DECLARE @email nvarchar(100) = ?, @name nvarchar(100) = ?, @token uniqueidentifier = ?,
      @quantity int = ?, @taken_by nvarchar(400) = ?, @product int = ?;
    SET XACT_ABORT ON;
    BEGIN TRANSACTION;
    UPDATE customer WITH (UPDLOCK, HOLDLOCK) SET name = @name WHERE email = @email;
    INSERT INTO customer (email, name)
    SELECT @email, @name WHERE NOT EXISTS (SELECT 1 FROM customer WHERE email = @email);
    INSERT INTO purchase (token, customer_id, product_id, quantity, price_cents, taken_by)
    SELECT @token, c.id, p.id, @quantity, p.price_cents, @taken_by
    FROM customer c CROSS JOIN product p WHERE c.email = @email AND p.id = @product;
    COMMIT TRANSACTION;\
    """;
  }

  /** Chosen as the victim of a deadlock; another order made the same customer just now. */
  @Override
  public boolean mayTryAgain(SQLException e) {
    return Set.of(1205, 2601, 2627).contains(e.getErrorCode());
  }
}
