package dev.spillway.storefront;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.alibaba.druid.DbType;
import com.alibaba.druid.sql.SQLUtils;
import dev.spillway.tds.TdsServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.apache.shardingsphere.sql.parser.autogen.SQLServerStatementLexer;
import org.apache.shardingsphere.sql.parser.autogen.SQLServerStatementParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The shop's T-SQL before two parsers that others wrote: ShardingSphere's grammar, which is strict
 * and knows no procedures, and Druid's, which is lenient and knows them. Neither is SQL Server.
 */
class SqlTextsTest {
  private static final Path FOLDER = Path.of("src/main/resources/db");

  /** What the strict grammar lacks; {@code DECLARE} with values goes with it. */
  private static final List<String> UNKNOWN_TO_THE_GRAMMAR =
      List.of("DECLARE ", "EXEC ", "SET XACT_ABORT ON");

  /** What the driver sends of its own accord, around the shop's transactions. */
  private static final List<String> THE_DRIVERS =
      List.of("set implicit_transactions ", "IF @@TRANCOUNT > 0 ");

  private static List<String> sent = List.of();

  /** Every text that the shop sends to SQL Server, as it was sent. */
  static List<String> sent() throws Exception {
    if (sent.isEmpty()) {
      sent = send();
    }
    return sent;
  }

  private static List<String> send() throws Exception {
    try (TdsServer server = new TdsServer()) {
      Database database = new SqlServerDatabase(server);
      ShopStories.migrateTwice(database);
      Settings settings = ShopStories.settings(database, Map.of());
      try (Shop shop = new Shop(settings)) {
        shop.ping();
        shop.products();
        shop.product(1).orElseThrow();
        shop.order(shop.order("a@example.test", "A", 1, 1).orElseThrow()).orElseThrow();
      }
      return server.texts().stream()
          .filter(text -> THE_DRIVERS.stream().noneMatch(text::startsWith))
          .distinct()
          .toList();
    }
  }

  static Stream<String> statementsOfTheGrammar() throws Exception {
    return sent().stream()
        .flatMap(text -> Stream.of(text.split(";")))
        .map(String::strip)
        .filter(s -> !s.isEmpty())
        .filter(s -> UNKNOWN_TO_THE_GRAMMAR.stream().noneMatch(s::startsWith))
        .distinct();
  }

  @Test
  void nothingOfTheResourcesIsLeftOut() throws Exception {
    List<String> sent = sent();
    try (Stream<Path> files = Files.list(FOLDER.resolve("sqlserver"))) {
      assertThat(files).hasSize(2).allSatisfy(file -> assertThat(sent).contains(text(file)));
    }
    assertThat(sent)
        .contains(text(FOLDER.resolve("2-products.sql")))
        .anyMatch(text -> text.contains("sp_getapplock"))
        .anyMatch(text -> text.contains("BEGIN TRANSACTION"));
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file);
  }

  @ParameterizedTest
  @MethodSource("statementsOfTheGrammar")
  void theStrictGrammarAccepts(String statement) {
    assertThat(grammar(statement)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("sent")
  void theLenientParserAccepts(String text) {
    assertThatCode(() -> SQLUtils.parseStatements(text, DbType.sqlserver))
        .doesNotThrowAnyException();
  }

  /** What would pass for SQL elsewhere: the judge must tell, or its silence means nothing. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT id FROM product ORDER BY id LIMIT 50",
        "INSERT INTO customer (email) VALUES ('a') ON CONFLICT (email) DO NOTHING",
        "CREATE TABLE IF NOT EXISTS product (id int)",
        "CREATE TABLE c (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY)",
        "SELECT token::text FROM purchase",
        "UPDATE product SET name = 'a' RETURNING id",
        "SELECT id FROM product ORDER BY id OFFSET 0 ROWS FETCH NEXT ROWS"
      })
  void theStrictGrammarRefusesOtherDialects(String statement) {
    assertThat(grammar(statement)).isNotEmpty();
  }

  /** The mistakes it finds. It knows hints for locks only in the old form, without commas. */
  private static List<String> grammar(String statement) {
    List<String> mistakes = new ArrayList<>();
    BaseErrorListener listener =
        new BaseErrorListener() {
          @Override
          public void syntaxError(
              Recognizer<?, ?> from,
              Object symbol,
              int line,
              int column,
              String message,
              RecognitionException e) {
            mistakes.add(line + ":" + column + " " + message);
          }
        };
    String old = statement.replace("(UPDLOCK, HOLDLOCK)", "(UPDLOCK HOLDLOCK)");
    SQLServerStatementLexer lexer = new SQLServerStatementLexer(CharStreams.fromString(old));
    SQLServerStatementParser parser = new SQLServerStatementParser(new CommonTokenStream(lexer));
    lexer.removeErrorListeners();
    parser.removeErrorListeners();
    lexer.addErrorListener(listener);
    parser.addErrorListener(listener);
    parser.execute();
    return mistakes;
  }
}
