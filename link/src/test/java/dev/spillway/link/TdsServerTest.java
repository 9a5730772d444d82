package dev.spillway.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.tds.TdsServer;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import microsoft.sql.DateTimeOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The tests' own SQL Server, asked by Microsoft's driver: what other tests build on. */
@Timeout(60)
class TdsServerTest {
  private TdsServer server;
  private Connection db;

  @BeforeEach
  void connectToAnEmptyDatabase() throws Exception {
    server = new TdsServer();
    db = connect();
  }

  @AfterEach
  void leave() throws Exception {
    db.close();
    server.close();
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(
        "jdbc:sqlserver://127.0.0.1:" + server.port() + ";encrypt=false;loginTimeout=20",
        TdsServer.USER,
        TdsServer.PASSWORD);
  }

  private static int update(Connection db, String sql) throws SQLException {
    try (Statement s = db.createStatement()) {
      return s.executeUpdate(sql);
    }
  }

  private static int count(Connection db) throws SQLException {
    try (Statement s = db.createStatement();
        ResultSet r = s.executeQuery("SELECT count(*) FROM t")) {
      r.next();
      return r.getInt(1);
    }
  }

  @Test
  void valuesOfEachTypeComeBackAsTheyWent() throws Exception {
    update(
        db,
        "CREATE TABLE t (a int, b bigint, c nvarchar(50), d decimal(12, 3), e money, f bit,"
            + " g datetime2, h datetimeoffset, i uniqueidentifier, j float, k nvarchar(max))");
    String guid = "6F9619FF-8B86-D011-B42D-00C04FC964FF";
    OffsetDateTime moment = OffsetDateTime.parse("2026-03-29T02:30:00.1234567+05:30");
    LocalDateTime local = LocalDateTime.parse("1999-12-31T23:59:59.9999999");
    String text = "żółw 🐢 ".repeat(5000);
    try (PreparedStatement s =
        db.prepareStatement("INSERT INTO t VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
      s.setInt(1, -7);
      s.setLong(2, Long.MIN_VALUE);
      s.setString(3, "O'Hara; -- @no ? 'x'");
      s.setBigDecimal(4, new BigDecimal("-123456789.001"));
      s.setBigDecimal(5, new BigDecimal("19.9900"));
      s.setBoolean(6, true);
      s.setObject(7, local);
      s.setObject(8, DateTimeOffset.valueOf(moment));
      s.setString(9, guid);
      s.setDouble(10, 0.1);
      s.setString(11, text);
      assertThat(s.executeUpdate()).isEqualTo(1);
      for (int i = 1; i <= 11; i++) {
        s.setNull(i, i == 7 ? Types.TIMESTAMP : i == 9 ? Types.CHAR : Types.NVARCHAR);
      }
      assertThat(s.executeUpdate()).isEqualTo(1);
    }
    try (Statement s = db.createStatement();
        ResultSet r = s.executeQuery("SELECT * FROM t ORDER BY a DESC")) {
      assertThat(r.next()).isTrue();
      assertThat(List.of(r.getInt(1), r.getLong(2), r.getString(3)))
          .containsExactly(-7, Long.MIN_VALUE, "O'Hara; -- @no ? 'x'");
      assertThat(r.getBigDecimal(4)).isEqualTo("-123456789.001");
      assertThat(r.getBigDecimal(5)).isEqualByComparingTo("19.99");
      assertThat(r.getBoolean(6)).isTrue();
      assertThat(r.getObject(7, LocalDateTime.class)).isEqualTo(local);
      assertThat(r.getObject(8, OffsetDateTime.class)).isEqualTo(moment);
      assertThat(r.getString(9)).isEqualTo(guid);
      assertThat(r.getDouble(10)).isEqualTo(0.1);
      assertThat(r.getString(11)).isEqualTo(text);
      assertThat(r.next()).isTrue();
      for (int i = 1; i <= 11; i++) {
        assertThat(r.getObject(i)).as("column " + i).isNull();
      }
      assertThat(r.next()).isFalse();
    }
  }

  @Test
  void transactionsAreUndoneOrKept() throws Exception {
    update(db, "CREATE TABLE t (a int PRIMARY KEY)");
    db.setAutoCommit(false);
    assertThat(update(db, "INSERT INTO t VALUES (1), (2)")).isEqualTo(2);
    db.rollback();
    assertThat(count(db)).isZero();
    update(db, "INSERT INTO t VALUES (3)");
    db.commit();
    db.setAutoCommit(true);
    assertThat(update(db, "DELETE FROM t WHERE a < 3")).isZero();
    try (Connection other = connect()) {
      assertThat(count(other)).isEqualTo(1);
    }
  }

  @Test
  void aBatchThatFailsIsUndoneAsAWholeWithXactAbort() throws Exception {
    update(db, "CREATE TABLE t (a int PRIMARY KEY)");
    String batch =
        "SET XACT_ABORT %s; BEGIN TRANSACTION; INSERT INTO t VALUES (1);"
            + " INSERT INTO t VALUES (1); COMMIT TRANSACTION;";
    assertThat(errorOf(batch.formatted("ON"))).isEqualTo(2627);
    try (Connection other = connect()) {
      assertThat(count(other)).isZero();
    }
    assertThat(errorOf(batch.formatted("OFF"))).isEqualTo(2627);
    update(db, "IF @@TRANCOUNT > 0 COMMIT TRAN");
    assertThat(count(db)).isEqualTo(1);
  }

  /** As a prepared statement: of a plain one the driver tells the first statement's end only. */
  private int errorOf(String batch) throws SQLException {
    try (PreparedStatement s = db.prepareStatement(batch)) {
      s.executeUpdate();
      return 0;
    } catch (SQLException e) {
      return e.getErrorCode();
    }
  }

  @Test
  void variablesAreDeclaredAndUsed() throws Exception {
    update(db, "CREATE TABLE t (a int PRIMARY KEY, b nvarchar(10))");
    try (PreparedStatement s =
        db.prepareStatement(
            "DECLARE @a int = ?, @b nvarchar(3) = ?; INSERT INTO t VALUES (@a, @b);"
                + " UPDATE t WITH (UPDLOCK, HOLDLOCK) SET b = @b + N'@a' WHERE a = @a")) {
      s.setInt(1, 5);
      s.setString(2, "abcdef");
      assertThat(s.executeUpdate()).isEqualTo(1);
    }
    try (Statement s = db.createStatement();
        ResultSet r = s.executeQuery("SELECT b FROM t")) {
      r.next();
      assertThat(r.getString(1)).isEqualTo("abc@a");
    }
    assertThatThrownBy(() -> update(db, "DELETE FROM t WHERE a = @missing"))
        .hasMessageContaining("Must declare the scalar variable @missing");
  }

  /**
   * Two transactions that want each other's row: one is told 1205 and undone, the other goes on.
   */
  @Test
  void ofTwoInADeadlockOneIsTheVictim() throws Exception {
    update(db, "CREATE TABLE t (a int PRIMARY KEY, b int)");
    update(db, "INSERT INTO t VALUES (1, 0), (2, 0)");
    CyclicBarrier bothHaveOne = new CyclicBarrier(2);
    try (ExecutorService two = Executors.newFixedThreadPool(2)) {
      Future<Integer> first = two.submit(() -> crosswise(1, 2, bothHaveOne));
      Future<Integer> second = two.submit(() -> crosswise(2, 1, bothHaveOne));
      assertThat(List.of(first.get(30, TimeUnit.SECONDS), second.get(30, TimeUnit.SECONDS)))
          .containsExactlyInAnyOrder(0, 1205);
    }
  }

  private int crosswise(int mine, int other, CyclicBarrier bothHaveOne) throws Exception {
    try (Connection own = connect()) {
      own.setAutoCommit(false);
      update(own, "UPDATE t SET b = b + 1 WHERE a = " + mine);
      bothHaveOne.await(20, TimeUnit.SECONDS);
      try {
        update(own, "UPDATE t SET b = b + 1 WHERE a = " + other);
        own.commit();
        return 0;
      } catch (SQLException e) {
        return e.getErrorCode();
      }
    }
  }

  @Test
  void aLockOfItsOwnIsHeldByOneSessionAndFreeWhenThatLeaves() throws Exception {
    assertThat(lock(db)).isZero();
    try (Connection other = connect()) {
      assertThat(lock(other)).isEqualTo(-1);
    }
    update(db, "EXEC sp_releaseapplock @Resource = N'x', @LockOwner = 'Session'");
    assertThatThrownBy(
            () -> update(db, "EXEC sp_releaseapplock @Resource = N'x', @LockOwner = 'Session'"))
        .hasMessageContaining("not held");
    Connection leaves = connect();
    assertThat(lock(leaves)).isZero();
    leaves.close();
    TestWorld.until(
        "the lock of who left is free",
        () -> {
          try {
            return lock(db) >= 0;
          } catch (SQLException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private static int lock(Connection by) throws SQLException {
    try (Statement s = by.createStatement();
        ResultSet r =
            s.executeQuery(
                "DECLARE @got int; EXEC @got = sp_getapplock @Resource = N'x',"
                    + " @LockMode = 'Exclusive', @LockOwner = 'Session', @LockTimeout = 20;"
                    + " SELECT @got")) {
      r.next();
      return r.getInt(1);
    }
  }

  @Test
  void whatItDoesNotKnowItRefuses() {
    assertThatThrownBy(() -> update(db, "SET LOCK_TIMEOUT 1000")).hasMessageContaining("SET");
    assertThatThrownBy(() -> update(db, "EXEC sp_who2")).hasMessageContaining("sp_who2");
    assertThatThrownBy(() -> update(db, "SELEC 1"))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(102));
  }
}
