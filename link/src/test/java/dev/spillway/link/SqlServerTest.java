package dev.spillway.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.core.Endpoint;
import dev.spillway.tds.TdsServer;
import dev.spillway.tds.TdsServer.Encryption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Microsoft's own driver through the link, with each kind of encryption that it knows. */
@Timeout(60)
class SqlServerTest {
  private static final String SECRET = "changeit";
  @TempDir static Path folder;
  private static Path keys;
  private static SSLContext context;

  /** The database's own certificate; the link's keys know nothing of it. */
  @BeforeAll
  static void makeCertificate() throws Exception {
    assertThat(TestWorld.keys()).isDirectory();
    keys = folder.resolve("database.p12");
    context = context(keys);
  }

  private static SSLContext context(Path file) throws Exception {
    Programs.run(
        folder,
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-keyalg",
            "EC",
            "-groupname",
            "secp256r1",
            "-alias",
            "db",
            "-dname",
            "CN=db.home.test",
            "-ext",
            "san=dns:db.home.test",
            "-storetype",
            "PKCS12",
            "-keystore",
            file.toString(),
            "-storepass",
            SECRET));
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (var in = Files.newInputStream(file)) {
      store.load(in, SECRET.toCharArray());
    }
    KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
    managers.init(store, SECRET.toCharArray());
    SSLContext made = SSLContext.getInstance("TLS");
    made.init(managers.getKeyManagers(), null, null);
    return made;
  }

  private static Connection connect(TestWorld world, String encrypt, String password)
      throws SQLException {
    Properties settings = new Properties();
    settings.put("user", TdsServer.USER);
    settings.put("password", password);
    settings.put("encrypt", encrypt);
    settings.put("trustStore", keys.toString());
    settings.put("trustStorePassword", SECRET);
    settings.put("trustStoreType", "PKCS12");
    settings.put("hostNameInCertificate", "db.home.test");
    settings.put("loginTimeout", "20");
    settings.put("connectRetryCount", "0");
    return DriverManager.getConnection("jdbc:sqlserver://" + world.servicePort, settings);
  }

  private static TestWorld linked(TdsServer server) throws IOException {
    return TestWorld.linked(at(server));
  }

  private static Endpoint at(TdsServer server) {
    return new Endpoint("127.0.0.1", server.port());
  }

  @ParameterizedTest
  @CsvSource({"NONE, false", "INSIDE, true", "STRICT, strict"})
  void theDriverAsksThroughTheLink(Encryption encryption, String encrypt) throws Exception {
    try (TdsServer server = new TdsServer(encryption, context);
        TestWorld world = linked(server);
        Connection connection = connect(world, encrypt, TdsServer.PASSWORD);
        Statement statement = connection.createStatement()) {
      ResultSet answer = statement.executeQuery("SELECT 'żółw'");
      assertThat(answer.next()).isTrue();
      assertThat(answer.getString(1)).isEqualTo("żółw");
      assertThat(connection.getMetaData().getDatabaseProductName())
          .isEqualTo("Microsoft SQL Server");
      assertThatThrownBy(() -> statement.executeQuery("SELECT * FROM nothing"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(208));
    }
  }

  @ParameterizedTest
  @CsvSource({"NONE, false", "INSIDE, true", "STRICT, strict"})
  void preparedStatementsKeepTheirPlaceAndTheirLength(Encryption encryption, String encrypt)
      throws Exception {
    String large = "0123456789".repeat(20_000);
    try (TdsServer server = new TdsServer(encryption, context);
        TestWorld world = linked(server);
        Connection connection = connect(world, encrypt, TdsServer.PASSWORD);
        PreparedStatement statement = connection.prepareStatement("SELECT ?, ?")) {
      server.seen().clear();
      assertThat(executed(statement, 41, "a")).isEqualTo("41,a");
      assertThat(executed(statement, 42, "b")).isEqualTo("42,b");
      assertThat(executed(statement, 43, "c")).isEqualTo("43,c");
      assertThat(server.seen()).containsExactly("sp_executesql", "sp_prepexec", "sp_execute");
      // 400 kB upwards and down again, cut into packets.
      assertThat(executed(statement, 44, large)).isEqualTo("44," + large);
      assertThat(executed(statement, 45, "d")).isEqualTo("45,d");
    }
  }

  private static String executed(PreparedStatement statement, int number, String text)
      throws SQLException {
    statement.setInt(1, number);
    statement.setNString(2, text);
    try (ResultSet answer = statement.executeQuery()) {
      assertThat(answer.next()).isTrue();
      return answer.getInt(1) + "," + answer.getString(2);
    }
  }

  @ParameterizedTest
  @CsvSource({"NONE, false", "INSIDE, true", "STRICT, strict"})
  void aWrongPasswordIsSaidByTheDatabaseAndNotByTheLink(Encryption encryption, String encrypt)
      throws Exception {
    try (TdsServer server = new TdsServer(encryption, context);
        TestWorld world = linked(server)) {
      assertThatThrownBy(() -> connect(world, encrypt, "wrong"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(18456));
      connect(world, encrypt, TdsServer.PASSWORD).close();
    }
  }

  @Test
  void aDatabaseThatIsNotTheOneItShouldBeIsFoundByTheDriver() throws Exception {
    try (TdsServer server = new TdsServer(Encryption.STRICT, context(folder.resolve("other.p12")));
        TestWorld world = linked(server)) {
      assertThatThrownBy(() -> connect(world, "strict", TdsServer.PASSWORD))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("PKIX path");
    }
  }

  @Test
  void theGatewaysCheckTellsADatabaseFromAnOpenPort() throws Exception {
    try (TdsServer server = new TdsServer(Encryption.INSIDE, context);
        TestTarget other = TestTarget.echo();
        TestWorld right = new TestWorld();
        TestWorld wrong = new TestWorld()) {
      right.gateway("sqlserver");
      wrong.gateway("sqlserver");
      Said said = wrong.own(Said.by(CheckLines.class));
      Agent good = right.agent(at(server));
      Agent bad = wrong.agent(other.at());
      TestWorld.until("the database answers", () -> answers(good));
      said.until("service db does not answer: not an answer of SQL Server (first byte 18)");
      assertThat(TestWorld.isConnected(bad)).isTrue();
      assertThat(answers(bad)).isFalse();
    }
  }

  private static boolean answers(Agent agent) {
    return agent.status().values().stream()
        .allMatch(status -> Boolean.TRUE.equals(status.services().get("db")));
  }
}
