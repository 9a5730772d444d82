package dev.spillway.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Port 53 in a network namespace of its own, where only the right cap_net_bind_service gives it.
 */
class PortWithoutRightsTest {
  private static final String WITHOUT = "--bounding-set=-net_bind_service";

  @TempDir Path folder;

  private SpillwayProgram program(String listen, String... rights) throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")), "needs the program setpriv");
    Files.writeString(
        folder.resolve("controller.yaml"),
        """
        zones:
          - name: example.com
            name-servers: [{ name: ns.elsewhere.test }]
        dns: { listen: ["%s"] }
        """
            .formatted(listen));
    String alone =
        "ip link set lo up && test $(cat /proc/sys/net/ipv4/ip_unprivileged_port_start) = 1024"
            + " && exec setpriv "
            + String.join(" ", rights)
            + " \"$@\"";
    return new SpillwayProgram(
        folder, Map.of(), List.of("unshare", "--net", "sh", "-c", alone, "sh"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1:53", "[::1]:53"})
  void whoMayNotHavePort53IsToldWhatToDo(String listen) throws Exception {
    SpillwayProgram.Result result =
        program(listen, WITHOUT, "--inh-caps=-net_bind_service").call("dns");
    assertThat(result.err())
        .contains(
            "dns: cannot listen on " + (listen.startsWith("[") ? "0:0:0:0:0:0:0:1" : "127.0.0.1"))
        .contains(" port 53: ports below 1024 need the right cap_net_bind_service")
        .contains("AmbientCapabilities=CAP_NET_BIND_SERVICE")
        .doesNotContain("Exception", "\tat ");
    assertThat(result.exit()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
  }

  @Test
  void anotherPortNeedsNoRight() throws Exception {
    Process dns =
        program("127.0.0.1:5353", WITHOUT, "--inh-caps=-net_bind_service")
            .start(folder.resolve("dns.log"), "dns");
    try {
      for (int i = 0; i < 200 && !said().contains("answering for"); i++) {
        assertThat(dns.isAlive()).as(said()).isTrue();
        assertThat(dns.waitFor(50, java.util.concurrent.TimeUnit.MILLISECONDS)).isFalse();
      }
      assertThat(said()).contains("answering for", "127.0.0.1:5353");
    } finally {
      dns.destroy();
      dns.waitFor();
    }
  }

  private String said() throws Exception {
    return Files.readString(folder.resolve("dns.log"));
  }
}
