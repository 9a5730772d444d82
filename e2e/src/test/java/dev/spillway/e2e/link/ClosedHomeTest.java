package dev.spillway.e2e.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.spillway.e2e.SpillwayProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Instances reach the data, and home is never dialled. */
@Timeout(240)
class ClosedHomeTest {
  private static final int PORT = 15_432;

  @TempDir Path folder;

  @Test
  void instancesReachTheDataWhileHomeAcceptsNothing() throws Exception {
    assumeTrue(ClosedHome.possible(), "needs root, ip, nft, tcpdump and tinyproxy");
    makeConfiguration("");
    try (ClosedHome home = new ClosedHome(folder)) {
      home.startEcho("data", ClosedHome.DATA, ClosedHome.SERVICE);
      home.startEcho("agent", "0.0.0.0", 8080);
      theRulesAreWhatKeepsThePublicSideOut(home);
      home.close(ClosedHome.PUBLIC + " " + ClosedHome.DIAL);
      assertThat(home.isReached(ClosedHome.DATA, ClosedHome.SERVICE)).isFalse();
      assertThat(home.isReached(ClosedHome.AGENT, 8080)).isFalse();
      home.start("public", "gateway.log", gateway());
      theLinkWorksAndOnlyHomeDials(home, "public", ClosedHome.AGENT, ClosedHome.PUBLIC);

      makeConfiguration(
          "proxy: { at: \"%s:%d\" }".formatted(ClosedHome.PROXY, ClosedHome.PROXY_PORT));
      home.start("proxy", "proxy.log", tinyproxy());
      home.until("the proxy listens", () -> home.says("proxy.log", "Starting main loop"));
      home.close(ClosedHome.PROXY + " " + ClosedHome.PROXY_PORT);
      theLinkWorksAndOnlyHomeDials(home, "proxy", "198.18.100.9", ClosedHome.PROXY);
    }
  }

  /** The control: the same probes succeed without the rules, and what watches sees them. */
  private static void theRulesAreWhatKeepsThePublicSideOut(ClosedHome home) throws Exception {
    Process watch = home.watch("agent", "public", "control.pcap");
    home.until("it watches", () -> home.says("control.pcap", "listening on"));
    home.open();
    assertThat(home.isReached(ClosedHome.DATA, ClosedHome.SERVICE)).isTrue();
    assertThat(home.isReached(ClosedHome.AGENT, 8080)).isTrue();
    home.until("both are seen", () -> begunBy(home, ClosedHome.PUBLIC, "control.pcap") == 2);
    ClosedHome.stop(watch);
  }

  private void theLinkWorksAndOnlyHomeDials(ClosedHome home, String way, String own, String other)
      throws Exception {
    String log = way + ".pcap";
    Process watch = home.watch("agent", way, log);
    home.until("it watches", () -> home.says(log, "listening on"));
    Process agent =
        home.start(
            "agent",
            "agent.log",
            ClosedHome.spillway("agent", "--config", folder.resolve("controller.yaml").toString()));
    home.until("an instance is answered", () -> home.isAnswered(PORT));
    for (int i = 0; i < 20; i++) {
      assertThat(home.isAnswered(PORT)).isTrue();
    }
    ClosedHome.stop(agent);
    ClosedHome.stop(watch);
    assertThat(home.begunBy(own, log)).as("connections outward").isPositive();
    assertThat(home.begunBy(other, log)).as("connections from outside").isZero();
    assertThat(home.isAnswered(PORT)).as("it was this link").isFalse();
  }

  private static long begunBy(ClosedHome home, String address, String log) {
    try {
      return home.begunBy(address, log);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void makeConfiguration(String link) throws Exception {
    if (!Files.exists(folder.resolve("keys"))) {
      var made = new SpillwayProgram(folder, Map.of()).call("init", "--site", "shop/cloud");
      assertThat(made.exit()).as(made.err()).isZero();
    }
    Files.writeString(
        folder.resolve("controller.yaml"),
        """
        zones: [{ name: shop.test, name-servers: [{ name: ns1.shop.test, addresses: [127.0.0.1] }] }]
        dns: { listen: off }
        link: { keys: ./keys, agent: "127.0.0.1:8054", %s }
        """
            .formatted(link));
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
            gateway: { type: existing, address: "%s:%d" }
        services:
          db: { at: "%s:%d" }
        """
            .formatted(ClosedHome.PUBLIC, ClosedHome.DIAL, ClosedHome.DATA, ClosedHome.SERVICE));
  }

  private List<String> tinyproxy() throws IOException {
    Path file = folder.resolve("tinyproxy.conf");
    Files.writeString(
        file,
        "Port %d\nListen %s\nTimeout 600\nMaxClients 20\nLogLevel Info\nConnectPort %d\n"
            .formatted(ClosedHome.PROXY_PORT, ClosedHome.PROXY, ClosedHome.DIAL));
    return List.of("tinyproxy", "-d", "-c", file.toString());
  }

  private List<String> gateway() {
    return ClosedHome.spillway(
        "gateway",
        "--keys",
        folder.resolve("keys").toString(),
        "--listen",
        "0.0.0.0:" + ClosedHome.DIAL,
        "--for",
        "shop/cloud",
        "--service",
        "db=127.0.0.1:" + PORT);
  }
}
