package dev.spillway.e2e.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.spillway.e2e.SpillwayProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A network that loses what goes one way and carries what goes the other, so that one end still
 * hears pings and the other hears nothing. A site with two gateways, of which the agent's way to
 * one is so.
 */
@Timeout(240)
class OneWayLossTest {
  private static final int PORT = 15_432;
  private static final int DIRECT = 15_433;

  /** The second gateway, as the agent and as the public side know it. */
  private static final String SECOND = ClosedHome.PROXY;

  private static final String SECOND_THERE = "198.18.100.14";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void bothEndsNoticeTheOtherGatewayTakesOverAndItIsMended(boolean outward) throws Exception {
    assumeTrue(ClosedHome.possible(), "needs root, ip, nft, tcpdump and tinyproxy");
    makeConfiguration();
    try (ClosedHome home = new ClosedHome(folder)) {
      home.startEcho("data", ClosedHome.DATA, ClosedHome.SERVICE);
      startGateway(home, "public", "gateway.log", DIRECT);
      startGateway(home, "proxy", "second.log", PORT);
      String config = folder.resolve("controller.yaml").toString();
      home.start("agent", "agent.log", ClosedHome.spillway("agent", "--config", config));
      startConnector(home);
      home.until("both gateways have the agent", () -> sessions(home, "gateway.log") == 1);
      home.until("both gateways have the agent", () -> sessions(home, "second.log") == 1);
      home.until("an instance is answered", () -> home.isAnswered(PORT));
      home.until("and one at the gateway's own port", () -> home.isAnswered(DIRECT));

      Instant lossBegan = Instant.now();
      home.loseOneWay(outward, ClosedHome.PUBLIC);
      home.until("the gateway notices", () -> home.says("gateway.log", "session -> no session"));
      home.until("the agent notices", () -> noSession(home));
      // Who is heard gets no acknowledgement, and TCP soon sends nothing new: both hear nothing.
      for (String log : List.of("gateway.log", "agent.log")) {
        String end = endOfSession(home, log);
        assertThat(end).containsPattern("no session, (the other end said: )?no answer for 4000 ms");
        Instant at = Instant.parse(end.substring(7, end.indexOf('Z') + 1));
        // A ping each second, 4 s for its answer, and a machine with other work.
        assertThat(Duration.between(lossBegan, at))
            .isBetween(Duration.ZERO, Duration.ofSeconds(15));
      }
      assertThat(home.packets("lost")).as("packets of the one direction").isPositive();
      assertThat(home.packets("through")).as("packets of the other one").isPositive();
      home.until("the other gateway takes over", () -> home.isAnswered(PORT));
      assertThat(home.isAnswered(DIRECT)).as("the loss goes on").isFalse();

      home.open();
      home.until("it is mended", () -> sessions(home, "gateway.log") == 2);
      home.until("an instance is answered there", () -> home.isAnswered(DIRECT));
      assertThat(sessions(home, "second.log")).as("the other gateway's session stood").isEqualTo(1);
    }
  }

  private static boolean noSession(ClosedHome home) {
    return home.says("agent.log", "at " + ClosedHome.PUBLIC + ":9443: no session, ");
  }

  private static String endOfSession(ClosedHome home, String log) throws IOException {
    return home.text(log)
        .lines()
        .filter(line -> line.contains("no session, ") && line.contains("no answer"))
        .findFirst()
        .orElseThrow();
  }

  private static long sessions(ClosedHome home, String log) {
    try {
      return home.text(log)
          .lines()
          .filter(line -> line.contains("agent CN=agent") && line.contains("no session -> session"))
          .count();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void startGateway(ClosedHome home, String host, String log, int port) throws Exception {
    home.start(
        host,
        log,
        ClosedHome.spillway(
            "gateway",
            "--keys",
            folder.resolve("keys").toString(),
            "--listen",
            "0.0.0.0:" + ClosedHome.DIAL,
            "--for",
            "shop/cloud",
            "--service",
            "db=127.0.0.1:" + port));
  }

  private void startConnector(ClosedHome home) throws Exception {
    home.start(
        "public",
        "connector.log",
        ClosedHome.spillway(
            "connector",
            "--keys",
            folder.resolve("keys").toString(),
            "--for",
            "shop/cloud",
            "--gateway",
            ClosedHome.PUBLIC + ":" + ClosedHome.DIAL,
            "--gateway",
            SECOND_THERE + ":" + ClosedHome.DIAL,
            "--service",
            "db=127.0.0.1:" + PORT));
  }

  private void makeConfiguration() throws Exception {
    var made = new SpillwayProgram(folder, Map.of()).call("init", "--site", "shop/cloud");
    assertThat(made.exit()).as(made.err()).isZero();
    Files.writeString(
        folder.resolve("controller.yaml"),
        """
        zones: [{ name: shop.test, name-servers: [{ name: ns1.shop.test, addresses: [127.0.0.1] }] }]
        dns: { listen: off }
        link: { keys: ./keys, agent: "127.0.0.1:8054" }
        """);
    Files.writeString(
        folder.resolve("apps/shop.yaml"),
        """
        app: shop
        host: shop.test
        release: { artifact: ../release }
        sites:
          home: { role: private, capacity: 100/s, platform: { type: simulated }, signals: [{ type: simulated, demand: 1/s }] }
          cloud:
            role: public
            instance: { capacity: 50/s, max: 1 }
            platform: { type: simulated }
            signals: [{ type: simulated }]
            gateway: { type: existing, address: "%s:%d", also: ["%s:%d"], service-address: 127.0.0.1, service-port: %d }
        services:
          db: { at: "%s:%d" }
        """
            .formatted(
                ClosedHome.PUBLIC,
                ClosedHome.DIAL,
                SECOND,
                ClosedHome.DIAL,
                PORT,
                ClosedHome.DATA,
                ClosedHome.SERVICE));
  }
}
