package dev.spillway.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What a person sees when a command cannot do its work, and what a script sees as exit code. */
class CliTest {
  @TempDir Path folder;

  private record Result(int exit, String out, String err) {}

  private static Result call(Object... words) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    String[] arguments = new String[words.length];
    for (int i = 0; i < words.length; i++) {
      arguments[i] = words[i].toString();
    }
    return new Result(line.execute(arguments), out.toString(), err.toString());
  }

  private Path controller(int apiPort) throws IOException {
    Path file = folder.resolve("controller.yaml");
    Files.writeString(
        file,
        """
        dns: { listen: off }
        api: { listen: "127.0.0.1:%d" }
        """
            .formatted(apiPort));
    Files.createDirectories(folder.resolve("state"));
    Files.writeString(folder.resolve("state/token"), "abc\n");
    return file;
  }

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  void helpNamesEveryCommandAndEachExplainsItself() {
    String help = call("--help").out();
    for (CommandLine command : Main.commandLine().getSubcommands().values()) {
      assertThat(help).contains("  " + command.getCommandName());
      Result own = call(command.getCommandName(), "--help");
      assertThat(own.exit()).as(command.getCommandName()).isZero();
      assertThat(own.out()).contains("Usage: spillway " + command.getCommandName());
    }
  }

  @Test
  void completionIsAShellScriptThatKnowsTheCommands() {
    Result result = call("generate-completion");
    assertThat(result.exit()).isZero();
    assertThat(result.out()).contains("complete ").contains("spill").contains("--share");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "--nope                        | Unknown option: '--nope'",
        "status --nope                 | Unknown option: '--nope'",
        "nonsense                      | Unmatched argument at index 0: 'nonsense'",
        "status --output xml           | expected one of [TEXT, JSON]",
        "spill --share 40%             | Missing required option: '--to=SITE'",
        "spill --to cloud --share 40   | '40' is not a percentage from 0% to 100%, such as 40%",
        "spill --to cloud --share 140% | '140%' is not a percentage from 0% to 100%",
        "hold --for soon               | 'soon' is not a duration such as 300ms, 20s, 5min or 2h",
        "deploy                        | give one of ARTIFACT, --promote, --abort and --history",
        "status --api http://127.0.0.1 | --api needs --token-file",
      })
  void aWrongCallEndsWithTwoAndSaysWhatIsWrong(String words, String expected) {
    Result result = call((Object[]) words.strip().split(" "));
    assertThat(result.exit()).isEqualTo(2);
    assertThat(result.err()).contains(expected);
    assertThat(result.out()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"check", "run", "agent", "dns", "status", "events", "plan", "resume"})
  void withoutAControllersFileItSaysWhereOneComesFrom(String command) {
    Result result = call(command, "--config", folder.resolve("none.yaml"));
    assertThat(result.exit()).isEqualTo(2);
    assertThat(result.err()).startsWith("spillway: ").contains("none.yaml").contains("--config");
  }

  @ParameterizedTest
  @ValueSource(strings = {"check", "run", "status", "dns"})
  void aBrokenFileIsNamedWithItsPlaces(String command) throws IOException {
    Path file = folder.resolve("controller.yaml");
    Files.writeString(file, "zonez: []\napi: { listen: 8053 }\n");
    Result result = call(command, "--config", file);
    assertThat(result.exit()).isEqualTo(2);
    assertThat(result.err())
        .contains(file + ":1:1: ")
        .contains("zonez")
        .contains("zones")
        .contains(file + ":2:");
  }

  /** A controller's file beside the file of one app, which has the sites besides its home. */
  private Path shop(String sites) throws IOException {
    Path file = controller(closedPort());
    Files.writeString(
        file,
        "zones: [{ name: shop.test, name-servers: [{ name: ns1.shop.test, addresses: [127.0.0.1] }] }]\n",
        StandardOpenOption.APPEND);
    Files.createDirectories(folder.resolve("apps"));
    Files.writeString(
        folder.resolve("apps/shop.yaml"),
        """
        app: shop
        host: shop.test
        sites:
          hq: { role: private, capacity: 10/s, platform: { type: simulated } }
        """
            + sites);
    return file;
  }

  @Test
  void anOnlineCheckOfSitesInNoCloudAsksNobody() throws IOException {
    Path file = shop("");
    Result text = call("check", "--online", "--config", file);
    assertThat(text.exit()).as(text.err()).isZero();
    assertThat(text.out())
        .isEqualTo(
            "shop: nothing of it is in a cloud that can be asked\n"
                + "No cloud says that anything stands in the way.\n");
    Result json = call("check", "--online", "--output", "json", "--config", file);
    assertThat(json.out()).contains("\"problems\" : 0").contains("\"app\" : \"shop\"");
    Result wrong = call("check", "--online", "--resolver", "192.0.2.1", "--config", file);
    assertThat(wrong.exit()).isEqualTo(2);
    assertThat(wrong.err()).contains("--resolver");
  }

  /** Nobody listens at its Resource Manager. */
  @Test
  void anOnlineCheckThatFindsAProblemEndsWithOne() throws IOException {
    Path file =
        shop(
            """
              azure:
                role: public
                instance: { capacity: 10/s, max: 2 }
                platform:
                  type: azure-app-service
                  cloud: "https://127.0.0.1:%d"
                  subscription: 00000000-0000-0000-0000-000000000001
                  sign-in: { as: azure-cli }
                  resource-group: g
                  regions: [here]
            """
                .formatted(closedPort()));
    Result text = call("check", "--online", "--config", file);
    assertThat(text.exit()).as(text.out() + text.err()).isEqualTo(1);
    assertThat(text.out())
        .contains("shop, azure, platform (azure-app-service):")
        .contains("problem  sign-in")
        .endsWith("1 problem.\n");
  }

  @Test
  void aBrokenAppDoesNotHideARunningController() throws IOException {
    Path file = controller(closedPort());
    Files.createDirectories(folder.resolve("apps"));
    Files.writeString(folder.resolve("apps/shop.yaml"), "app: [");
    assertThat(call("check", "--config", file).exit()).isEqualTo(2);
    assertThat(call("status", "--config", file).err()).contains("no controller at http://");
  }

  @Test
  void aWebFrontEndHasTheAddressOfAWebSocket() throws IOException {
    Files.createDirectories(folder.resolve("apps"));
    Files.writeString(
        folder.resolve("apps/shop.yaml"),
        """
        app: shop
        host: shop.example.com
        sites:
          cloud:
            role: public
            gateway: { type: existing, address: "10.0.0.9:9443", web: "https://link.example.com/" }
        """);
    Result result = call("check", "--config", controller(closedPort()));
    assertThat(result.exit()).isEqualTo(2);
    assertThat(result.err() + result.out())
        .contains("shop.yaml:6:")
        .contains("https://link.example.com/")
        .contains("wss?://");
  }

  @ParameterizedTest
  @ValueSource(strings = {"status", "events", "plan", "resume"})
  void withoutAControllerTheWorkFails(String command) throws IOException {
    int port = closedPort();
    Result result = call(command, "--config", controller(port));
    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.err())
        .contains("no controller at http://127.0.0.1:" + port + " (nothing listens there)")
        .contains("is 'spillway run' up?");
  }

  @Test
  void aPortInUseIsSaidWithWhoMayHoldIt() throws IOException {
    try (DatagramSocket taken = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      Files.createDirectories(folder.resolve("apps"));
      Files.writeString(
          folder.resolve("apps/shop.yaml"),
          """
          app: shop
          host: shop.example.com
          sites: { hq: { role: private, capacity: 9/s, platform: { type: local, port: 8080 } } }
          """);
      Path file = folder.resolve("controller.yaml");
      Files.writeString(
          file,
          """
          zones: [{ name: example.com, name-servers: [{ name: ns1.example.net }] }]
          dns: { listen: ["127.0.0.1:%d"] }
          """
              .formatted(taken.getLocalPort()));
      Result result = call("run", "--config", file);
      assertThat(result.exit()).isEqualTo(2);
      assertThat(result.err())
          .startsWith("spillway: dns: cannot listen on 127.0.0.1 port " + taken.getLocalPort())
          .contains("another program has the port");
    }
  }

  @Test
  void withoutATokenItSaysWhoMakesIt() throws IOException {
    Path file = controller(closedPort());
    Files.delete(folder.resolve("state/token"));
    Result result = call("status", "--config", file);
    assertThat(result.exit()).isEqualTo(2);
    assertThat(result.err()).contains("cannot read the API token in").contains("'spillway run'");
  }

  @Test
  void aFileThatIsNoTokenIsNotSentAsOne() throws IOException {
    Path file = controller(closedPort());
    Result result = call("status", "--config", file, "--token-file", file);
    assertThat(result.exit()).isEqualTo(2);
    assertThat(result.err()).contains(file + " holds no API token");
  }

  @Test
  void whatTheControllerRefusesIsAWrongCall() throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = "{\"error\":\"wrong token\",\"fix\":\"use the right one\"}".getBytes(UTF_8);
          exchange.sendResponseHeaders(401, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    try {
      Result result = call("status", "--config", controller(server.getAddress().getPort()));
      assertThat(result.exit()).isEqualTo(2);
      assertThat(result.err())
          .isEqualToIgnoringNewLines("spillway: wrong token; use the right one");
    } finally {
      server.stop(0);
    }
  }
}
