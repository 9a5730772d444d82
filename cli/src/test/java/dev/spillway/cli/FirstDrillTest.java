package dev.spillway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.config.ConfigException;
import dev.spillway.config.Configuration;
import dev.spillway.core.App;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The way to the first drill on Azure, as its page tells it. */
class FirstDrillTest {
  private static final Path PAGE = Path.of("..", "docs", "guide", "azure-first-drill.md");
  private static final Pattern SHELL = Pattern.compile("(?ms)^```sh\\n(.*?)^```");
  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

  @TempDir Path folder;

  private static String page() throws IOException {
    return Files.readString(PAGE);
  }

  /** Ours, in the order of the page, without where their output goes. */
  private static List<String> commands() throws IOException {
    return SHELL
        .matcher(page())
        .results()
        .flatMap(block -> block.group(1).lines())
        .filter(line -> line.startsWith("spillway "))
        .map(line -> line.replaceFirst(" > \\S+$", ""))
        .toList();
  }

  private static String[] words(String command) {
    return WORD.matcher(command.substring("spillway ".length()))
        .results()
        .map(m -> m.group(1) != null ? m.group(1) : m.group(2))
        .toArray(String[]::new);
  }

  @Test
  void everyCommandAndOptionOfThePageIsThere() throws IOException {
    assertThat(commands()).hasSizeGreaterThan(10);
    for (String command : commands()) {
      CommandLine.ParseResult all = Main.commandLine().parseArgs(words(command));
      assertThat(all.hasSubcommand()).as(command).isTrue();
    }
    assertThatThrownBy(() -> Main.commandLine().parseArgs(words("spillway spill --too azure")))
        .isInstanceOf(CommandLine.ParameterException.class);
  }

  @Test
  void theyComeInTheOrderInWhichOneNeedsThem() throws IOException {
    assertThat(commands().stream().map(c -> c.split(" ")[1]).distinct())
        .containsExactly(
            "azure", "init", "keys", "gateway", "check", "run", "deploy", "status", "spill",
            "events", "resume", "plan");
  }

  @Test
  void itsFilesAreRight() throws Exception {
    App app = load(page()).apps().getFirst();
    assertThat(app.sites()).extracting(s -> s.platform().type()).containsOnly("azure-app-service");
    assertThat(app.site("azure").orElseThrow().gateway()).isNotNull();
  }

  @Test
  void aMistakeInThemWouldBeSeen() throws Exception {
    String wrong = page().replace("service-address:", "service-adress:");
    assertThatThrownBy(() -> load(wrong))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("service-adress");
  }

  /** Every role that the file's adapters need is made, and assigned, on the page. */
  @Test
  void theRolesOfItsAdaptersAreMadeAndAssigned() throws IOException {
    for (String type :
        List.of("azure-app-service", "azure-subscription", "azure-check", "traffic-manager")) {
      assertThat(commands()).anyMatch(c -> c.startsWith("spillway azure roles " + type + " "));
      assertThat(page()).contains("--role \"Spillway " + type + "\"");
    }
  }

  /** With ids of subscriptions in place of the words that a reader replaces. */
  private Configuration load(String page) throws IOException, ConfigException {
    Files.createDirectories(folder.resolve("apps"));
    for (String name : List.of("controller.yaml", "apps/shop.yaml")) {
      Matcher block =
          Pattern.compile("(?ms)^`" + name + "`[^\\n]*\\n\\n```yaml\\n(.*?)^```").matcher(page);
      assertThat(block.find()).as(name).isTrue();
      String file =
          block
              .group(1)
              .replace("subscription: AZURE", "subscription: 00000000-0000-0000-0000-000000000001")
              .replace("subscription: HUB", "subscription: 00000000-0000-0000-0000-000000000002");
      Files.writeString(folder.resolve(name), file);
    }
    return Configuration.load(folder.resolve("controller.yaml"), Adapters.described());
  }
}
