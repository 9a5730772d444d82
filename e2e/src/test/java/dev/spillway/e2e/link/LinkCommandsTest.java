package dev.spillway.e2e.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.e2e.FreePort;
import dev.spillway.e2e.SpillwayProgram.Result;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an operator types for the link, from the first key to the check of the log. */
@Timeout(240)
class LinkCommandsTest {
  @TempDir Path folder;

  @Test
  void aConnectorWithTwoGatewaysAndTheLogOfWhatItCarried() throws Exception {
    try (LinkTown town = new LinkTown(folder)) {
      int first = FreePort.take();
      int second = FreePort.take();
      int local = FreePort.take();
      town.configure(
          "address: \"127.0.0.1:%d\", also: [\"127.0.0.1:%d\"]".formatted(first, second),
          "db: { at: \"127.0.0.1:%d\" }".formatted(town.database));
      town.call("init");
      Result bad = town.program.call("keys", "issue", "connector", "burst", "burst");
      assertThat(bad.exit()).isEqualTo(2);
      assertThat(bad.err()).contains("--site is missing", "--site shop/cloud");
      town.call("keys", "issue", "connector", "burst", "burst", "--site", "shop/cloud");
      Process one = gateway(town, "gateway.log", first);
      gateway(town, "gateway-2.log", second);
      town.start("agent.log", "agent");
      connector(town, "burst", local, first, second);
      town.until("the instance is answered", () -> town.answers(local));

      town.stop(one);
      town.until("the other gateway takes over", () -> town.answers(local));
      assertThat(town.call("keys", "revoke", "burst/connector.pem")).contains("revoked  serial");
      town.until("the connector is cut", () -> !town.answers(local));

      theLogIsWholeUntilSomebodyTouchesIt(town);
    }
  }

  private static Process gateway(LinkTown town, String log, int listen) throws Exception {
    String service = "db=127.0.0.1:" + FreePort.take();
    String at = "127.0.0.1:" + listen;
    return town.start(log, "gateway", "--listen", at, "--for", "shop/cloud", "--service", service);
  }

  private static Process connector(LinkTown town, String keys, int local, int... gateways)
      throws Exception {
    return town.start(
        "connector.log",
        "connector",
        "--keys",
        keys,
        "--for",
        "shop/cloud",
        "--gateway",
        "127.0.0.1:" + gateways[0],
        "--gateway",
        "127.0.0.1:" + gateways[gateways.length - 1],
        "--service",
        "db=127.0.0.1:" + local);
  }

  private static void theLogIsWholeUntilSomebodyTouchesIt(LinkTown town) throws Exception {
    Path log = town.folder.resolve("state/audit/link.log");
    String said = town.call("audit", "verify", log.toString());
    assertThat(said).contains("whole", "lines in one file", "hash");
    String hash = said.substring(said.indexOf("hash") + 4).strip();
    town.call("audit", "verify", log.toString(), "--contains", hash);

    Path copy = town.folder.resolve("copy.log");
    String text = Files.readString(log, StandardCharsets.UTF_8);
    Files.writeString(copy, text.replaceFirst("\"app\":\"shop\"", "\"app\":\"shoq\""));
    Result changed = town.program.call("audit", "verify", copy.toString());
    assertThat(changed.exit()).isEqualTo(1);
    assertThat(changed.err()).contains("copy.log:2: the chain is broken");
    Files.writeString(copy, "");
    Result emptied = town.program.call("audit", "verify", copy.toString());
    assertThat(emptied.exit()).isEqualTo(1);
    assertThat(emptied.err()).contains("no line", "--contains");
    Result cut = town.program.call("audit", "verify", copy.toString(), "--contains", hash);
    assertThat(cut.exit()).isEqualTo(1);
    assertThat(cut.err()).contains("the log was cut off or replaced");
    String zeros = "0".repeat(64);
    assertThat(town.call("audit", "verify", copy.toString(), "--contains", zeros))
        .contains("0 lines");
  }

  @Test
  void anEndIsInvitedAndRenewsItselfWhileItsStreamsGoOn() throws Exception {
    try (LinkTown town = new LinkTown(folder)) {
      int dial = FreePort.take();
      int local = FreePort.take();
      String home = "127.0.0.1:" + FreePort.take();
      town.configure(
          "address: \"127.0.0.1:%d\"".formatted(dial),
          "db: { at: \"127.0.0.1:%d\" }".formatted(town.database));
      town.call("init");
      town.start("serve.log", "keys", "serve", "--listen", home);
      town.call(
          "keys",
          "invite",
          "connector",
          "burst",
          "one.invitation",
          "--site",
          "shop/cloud",
          "--at",
          home,
          "--release",
          "v7");
      town.until("it is served", () -> contains(folder.resolve("serve.log"), "further ends ask"));
      Result other = town.program.call("keys", "--keys", "there", "enrol", "one.invitation");
      assertThat(other.exit()).isEqualTo(1);
      assertThat(other.err()).contains("403");
      town.call("keys", "--keys", "there", "enrol", "one.invitation", "--release", "v7");
      Result again =
          town.program.call(
              "keys", "--keys", "there", "enrol", "one.invitation", "--release", "v7");
      assertThat(again.err()).contains("connector.pem exists", "spillway keys renew");

      gateway(town, "gateway.log", dial);
      town.start("agent.log", "agent");
      connector(town, "there", local, dial);
      town.until("the instance is answered", () -> town.answers(local));
      Socket open = town.connect(local);
      assertThat(LinkTown.echoes(open)).isTrue();
      String before = Files.readString(folder.resolve("there/connector.pem"));
      assertThat(town.call("keys", "--keys", "there", "renew", "connector", "--at", home))
          .contains("renewed");
      assertThat(Files.readString(folder.resolve("there/connector.pem"))).isNotEqualTo(before);
      town.until("it was read", () -> contains(folder.resolve("connector.log"), "read again"));
      assertThat(LinkTown.echoes(open)).isTrue();
    }
  }

  private static boolean contains(Path file, String words) {
    try {
      return Files.readString(file).contains(words);
    } catch (java.io.IOException e) {
      return false;
    }
  }

  @Test
  void aServiceIsAddedAndRemovedWhileAnotherOneIsUsed() throws Exception {
    try (LinkTown town = new LinkTown(folder)) {
      int dial = FreePort.take();
      int db = FreePort.take();
      int mail = FreePort.take();
      String gateway = "address: \"127.0.0.1:%d\"".formatted(dial);
      String one = "db: { at: \"127.0.0.1:%d\" }".formatted(town.database);
      String two = one + "\nmail: { at: \"127.0.0.1:%d\" }".formatted(town.database);
      town.configure(gateway, one);
      town.call("init");
      Path services = folder.resolve("services");
      Files.writeString(services, "db=127.0.0.1:" + db + "\n");
      town.start(
          "gateway.log",
          "gateway",
          "--listen",
          "127.0.0.1:" + dial,
          "--for",
          "shop/cloud",
          "--services",
          "services");
      town.start("agent.log", "agent");
      town.until("the instance is answered", () -> town.answers(db));
      Socket open = town.connect(db);
      assertThat(LinkTown.echoes(open)).isTrue();

      town.app(gateway, two);
      Files.writeString(services, "db=127.0.0.1:" + db + "\nmail=127.0.0.1:" + mail + ",tcp\n");
      town.until("the new service is answered", () -> town.answers(mail));
      Files.writeString(services, "nonsense\n");
      town.until(
          "a mistake is named",
          () -> contains(folder.resolve("gateway.log"), "'nonsense' is no line NAME=HOST:PORT"));
      town.app(gateway, one);
      Files.writeString(services, "db=127.0.0.1:" + db + "\n");
      town.until("it is gone", () -> !town.answers(mail));
      assertThat(LinkTown.echoes(open)).isTrue();
    }
  }
}
