package dev.spillway.storefront;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {
  private static final String URL = "jdbc:postgresql://127.0.0.1:5432/shop";
  private static final String ALLOWED =
      "jdbc:postgresql://HOST:PORT/DATABASE"
          + " or jdbc:sqlserver://HOST:PORT;databaseName=DATABASE;encrypt=true";

  @Test
  void defaultsAreEnoughBesideTheDatabase() {
    Settings s = Settings.of(Map.of("DB_URL", URL));
    assertThat(s)
        .isEqualTo(
            new Settings(
                "127.0.0.1",
                8080,
                new PostgresDialect(),
                URL,
                "shop",
                "",
                4,
                3,
                Duration.ofMillis(50),
                Duration.ofSeconds(1),
                "local",
                "127.0.0.1",
                null,
                ""));
  }

  @Test
  void aPlatformThatChoosesThePortAndNamesTheInstanceIsFollowed() {
    Map<String, String> appService =
        Map.of("DB_URL", URL, "PORT", "8181", "WEBSITE_INSTANCE_ID", "af7c");
    assertThat(Settings.of(appService).port()).isEqualTo(8181);
    assertThat(Settings.of(appService).takenBy()).isEqualTo("local/af7c");
    Map<String, String> said = new HashMap<>(appService);
    said.putAll(Map.of("LISTEN_PORT", "8282", "INSTANCE_NAME", "one"));
    assertThat(Settings.of(said).port()).isEqualTo(8282);
    assertThat(Settings.of(said).takenBy()).isEqualTo("local/one");
    assertThatThrownBy(() -> Settings.of(Map.of("DB_URL", URL, "PORT", "high")))
        .hasMessage("PORT is 'high'; allowed is a number from 0 to 65535");
  }

  @Test
  void aMistakeNamesTheVariableWhatWasFoundAndWhatIsAllowed() {
    assertThatThrownBy(() -> Settings.of(Map.of()))
        .hasMessage("DB_URL is missing; allowed is " + ALLOWED);
    assertThatThrownBy(() -> Settings.of(Map.of("DB_URL", URL, "WORKERS", "many")))
        .hasMessage("WORKERS is 'many'; allowed is a number from 1 to 1000");
    assertThatThrownBy(() -> Settings.of(Map.of("DB_URL", URL, "SERVICE_TIME", "50")))
        .hasMessage("SERVICE_TIME is '50'; allowed are whole milliseconds such as 50ms");
  }

  @Test
  void theUrlChoosesTheDatabase() {
    assertThat(Settings.of(Map.of("DB_URL", URL)).dialect()).isEqualTo(new PostgresDialect());
    assertThat(
            Settings.of(Map.of("DB_URL", "jdbc:sqlserver://10.0.0.4:1433;encrypt=strict"))
                .dialect())
        .isEqualTo(new SqlServerDialect());
  }

  @Test
  void aUrlOfAnotherDatabaseIsRefusedWithoutShowingThePasswordInIt() {
    assertThatThrownBy(() -> Settings.of(Map.of("DB_URL", "jdbc:mysql://h/shop?password=secret")))
        .hasMessage("DB_URL begins with 'jdbc:mysql:'; allowed is " + ALLOWED);
    assertThatThrownBy(() -> Settings.of(Map.of("DB_URL", "Server=h;Password=secret")))
        .hasMessage(
            "DB_URL does not begin with 'jdbc:' and the name of a database; allowed is " + ALLOWED);
    assertThat(Settings.of(Map.of("DB_URL", URL, "DB_PASSWORD", "secret")).toString())
        .doesNotContain("secret");
  }

  @Test
  void formsAreReadAndMistakesSaid() {
    assertThat(Form.parse("product=3&quantity=2&name=Ada+L.&email=ada%40example.test"))
        .isEqualTo(new Form(3, 2, "Ada L.", "ada@example.test"));
    assertThatThrownBy(() -> Form.parse("product=3&quantity=0&name=Ada&email=a"))
        .hasMessageContaining("quantity");
    assertThatThrownBy(() -> Form.parse("product=99999999999&quantity=1&name=Ada&email=a"))
        .hasMessageContaining("product");
  }

  @Test
  void pagesEscapeWhatPeopleWrote() {
    Pages pages = new Pages("home", "<1>");
    assertThat(pages.message("a & b", "<script>"))
        .contains("a &amp; b", "&lt;script&gt;", "served by home / &lt;1&gt;")
        .doesNotContain("<script>");
    assertThat(Pages.price(4905)).isEqualTo("€ 49.05");
  }
}
