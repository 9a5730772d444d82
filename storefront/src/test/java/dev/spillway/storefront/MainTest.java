package dev.spillway.storefront;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.tds.TdsServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The program as it is started, each command a process of its own. */
class MainTest {
  private static final String OTHER_DRIVER = "com.microsoft.sqlserver.jdbc.";

  private static TdsServer server;

  private record Result(int exit, String said) {}

  @BeforeAll
  static void startDatabase() throws Exception {
    server = new TdsServer();
  }

  @AfterAll
  static void stopDatabase() throws Exception {
    server.close();
  }

  private static Result run(String url, String command, String... options)
      throws IOException, InterruptedException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    line.addAll(List.of(options));
    line.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    line.add(command);
    ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
    builder.environment().putAll(Map.of("DB_URL", url, "DB_PASSWORD", TdsServer.PASSWORD));
    Process process = builder.start();
    String said =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    return new Result(process.waitFor(), said);
  }

  @Test
  void aSqlServerIsPreparedAndAsked() throws Exception {
    String url = new SqlServerDatabase(server).url();
    assertThat(run(url, "check").exit()).isEqualTo(1);
    assertThat(run(url, "migrate")).isEqualTo(new Result(0, "schema version 2, 2 steps applied"));
    assertThat(run(url, "migrate")).isEqualTo(new Result(0, "schema version 2, 0 steps applied"));
    assertThat(run(url, "check")).isEqualTo(new Result(0, "12 products"));
  }

  @Test
  void aUrlOfAnotherDatabaseEndsWithTwo() throws Exception {
    Result refused = run("jdbc:oracle:thin:shop/secret@db:1521/shop", "migrate");
    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.said())
        .startsWith("storefront: DB_URL begins with 'jdbc:oracle:'; allowed is jdbc:postgresql:")
        .doesNotContain("secret");
  }

  @Test
  void aWrongSettingInTheUrlIsSaidWithoutTheUrl() throws Exception {
    Result refused = run("jdbc:sqlserver://127.0.0.1:1;password=secret;encrypt=perhaps", "check");
    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.said()).contains("perhaps").doesNotContain("secret");
    Result unreadable = run("jdbc:postgresql://127.0.0.1:x/shop?password=secret", "check");
    assertThat(unreadable.exit()).isEqualTo(1);
    assertThat(unreadable.said())
        .contains("storefront: the database cannot be used: ")
        .doesNotContain("secret");
  }

  @Test
  void theDriverOfTheOtherDatabaseIsNotLoaded() throws Exception {
    Result postgres = run("jdbc:postgresql://127.0.0.1:1/shop", "check", "-Xlog:class+load");
    assertThat(postgres.said()).contains(" org.postgresql.Driver ").doesNotContain(OTHER_DRIVER);
    Result sqlServer = run(new SqlServerDatabase(server).url(), "check", "-Xlog:class+load");
    assertThat(sqlServer.said()).contains(OTHER_DRIVER).doesNotContain(" org.postgresql.Driver ");
  }
}
