package dev.spillway.steering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.spillway.core.AdapterException;
import dev.spillway.core.HostNames.Way;
import dev.spillway.core.Share;
import dev.spillway.core.SteeredHost;
import dev.spillway.core.SteeredHost.SiteAnswer;
import dev.spillway.dns.SteeringTable;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.SimpleResolver;

/** Sites that are known by a name only, as NSD knows it. */
class NamedSitesTest {
  private static final String NSD = "/usr/sbin/nsd";
  private static final int TRIES = 100;
  private static final String TWO = "A 192.0.2.10\n A 192.0.2.11\n AAAA 2001:db8::10\n";

  @TempDir Path folder = Path.of("");
  private int port;
  private SteeringTable table;
  private BuiltInDns dns;
  private final Deque<Process> clouds = new ArrayDeque<>();
  private final List<String> said = new CopyOnWriteArrayList<>();
  private final Logger logger = Logger.getLogger(Flattener.class.getName());
  private final Handler listener =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          said.add(MessageFormat.format(line.getMessage(), line.getParameters()));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void start() throws Exception {
    assumeTrue(Files.isExecutable(Path.of(NSD)), "needs the program nsd");
    port = freePort();
    table = SteeringTable.open(folder.resolve("table"));
    SimpleResolver resolver = new SimpleResolver("127.0.0.1");
    resolver.setPort(port);
    resolver.setTimeout(Duration.ofMillis(500));
    dns = new BuiltInDns(table, SteeredHost.Draw.ANEW, resolver, Duration.ofMillis(100));
    cloud(1, TWO);
    logger.addHandler(listener);
  }

  @AfterEach
  void stop() throws Exception {
    logger.removeHandler(listener);
    dns.close();
    end();
  }

  /** Free for UDP and TCP, and below the ports that Linux gives to clients. */
  private static int freePort() throws IOException {
    InetAddress here = InetAddress.getLoopbackAddress();
    IOException last = new IOException("no port was tried");
    for (int i = 0; i < TRIES; i++) {
      int port = ThreadLocalRandom.current().nextInt(15_000, 32_000);
      try (ServerSocket tcp = new ServerSocket(port, 1, here);
          DatagramSocket udp = new DatagramSocket(port, here)) {
        return udp.getLocalPort();
      } catch (IOException e) {
        last = e; // taken: the next one
      }
    }
    throw last;
  }

  /** Nobody answers for the cloud any more. */
  private void end() throws Exception {
    while (!clouds.isEmpty()) {
      Process cloud = clouds.pop();
      cloud.destroy();
      cloud.waitFor();
    }
  }

  /** Begins to answer: cloud.example.test is a CNAME to a name with these records, TTL 1 s. */
  private void cloud(int serial, String records) throws Exception {
    Files.writeString(
        folder.resolve("zone"),
        """
        $ORIGIN example.test.
        $TTL 1
        @ SOA ns hostmaster %d 60 60 60 1
        @ NS ns
        ns A 127.0.0.1
        cloud CNAME pool
        empty TXT "no address"
        proof TXT "5F1A" "B2"
        proof TXT "older"
        pool %s
        """
            .formatted(serial, records));
    Path config = folder.resolve("nsd.conf");
    Files.writeString(
        config,
        """
        server:
          ip-address: 127.0.0.1@%d
          username: ""
          zonesdir: "%s"
          database: ""
          pidfile: "%s/pid"
          xfrdfile: "%s/xfrd"
          zonelistfile: "%s/zonelist"
          server-count: 1
        remote-control:
          control-enable: no
        zone:
          name: example.test
          zonefile: zone
        """
            .formatted(port, folder, folder, folder, folder));
    clouds.push(
        new ProcessBuilder(NSD, "-d", "-c", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("nsd.log").toFile())
            .start());
    SimpleResolver probe = new SimpleResolver("127.0.0.1");
    probe.setPort(port);
    probe.setTimeout(Duration.ofMillis(200));
    awaitTrue(() -> {
      try {
        return !new NameLookup(probe).ask("ns.example.test").addresses().isEmpty();
      } catch (IOException notYet) {
        return false;
      }
    });
  }

  private void awaitTrue(Callable<Boolean> what) throws Exception {
    for (int i = 0; i < TRIES; i++) {
      if (what.call()) {
        return;
      }
      Thread.sleep(100); // a foreign program's time, which no clock of ours moves
    }
    assertThat(false).as("not in time:\n" + Files.readString(folder.resolve("nsd.log"))).isTrue();
  }

  private static SteeredHost shop(double cloud, String name) {
    return new SteeredHost(
        "shop.example.com",
        Duration.ofSeconds(20),
        List.of(
            new SiteAnswer("hq", Share.of(1 - cloud), List.of("203.0.113.10")),
            new SiteAnswer("cloud", Share.of(cloud), List.of(name))));
  }

  private List<String> answered() {
    return table.current("shop.example.com").orElseThrow().sites().get(1).addresses();
  }

  @Test
  void aNameIsAnsweredWithTheAddressesBehindItAlsoWhenTheyChangeOrNobodyKnows() throws Exception {
    dns.apply(shop(0.25, "cloud.example.test"));
    assertThat(answered()).containsExactly("192.0.2.10", "192.0.2.11", "2001:db8:0:0:0:0:0:10");
    assertThat(table.current("shop.example.com").orElseThrow().share("cloud"))
        .isEqualTo(Share.of(0.25));

    end();
    cloud(2, "A 192.0.2.99\n");
    awaitTrue(() -> answered().equals(List.of("192.0.2.99")));

    end();
    awaitTrue(() -> said.stream().anyMatch(line -> line.contains("[192.0.2.99] go on being")));
    dns.apply(shop(0.5, "cloud.example.test"));
    assertThat(answered()).as("the last that was known").containsExactly("192.0.2.99");
    assertThat(table.current("shop.example.com").orElseThrow().share("cloud"))
        .isEqualTo(Share.of(0.5));

    cloud(3, TWO);
    awaitTrue(() -> answered().size() == 3);
    assertThat(said)
        .containsExactly(
            "steering: nobody says which addresses cloud.example.test has: "
                + said.getFirst().replaceFirst(".*has: (.*); .*", "$1")
                + "; [192.0.2.99] go on being answered",
            "steering: cloud.example.test is answered again");
  }

  @Test
  void aNameWithoutAnyAddressIsSaidAndNothingIsPublished() {
    for (String name : List.of("empty.example.test", "nobody.example.test")) {
      assertThatThrownBy(() -> dns.apply(shop(0.25, name)))
          .isInstanceOf(AdapterException.Transient.class)
          .hasMessageContaining(name)
          .hasMessageContaining("has no address now");
    }
    assertThat(table.current("shop.example.com")).isEmpty();
  }

  @Test
  void aNameThatNobodyAnswersForIsSaid() throws Exception {
    end();
    assertThatThrownBy(() -> dns.apply(shop(0.25, "cloud.example.test")))
        .isInstanceOf(AdapterException.Transient.class)
        .hasMessageContaining("the addresses of cloud.example.test are not known");
  }

  @Test
  void whatClientsAreToldOfANameIsToldWithoutAnyTableOfOurs() throws Exception {
    DnsNames names = DnsNames.of("127.0.0.1", port);
    assertThat(names.texts("proof.example.test"))
        .as("the parts of a record are one text")
        .containsExactlyInAnyOrder("5F1AB2", "older");
    assertThat(names.texts("nobody.example.test")).isEmpty();
    assertThat(names.way("Cloud.example.test"))
        .isEqualTo(
            new Way(
                List.of("pool.example.test"),
                List.of("192.0.2.10", "192.0.2.11", "2001:db8:0:0:0:0:0:10")));
    assertThat(names.way("nobody.example.test").isNone()).isTrue();
    assertThat(names.way("empty.example.test").isNone()).isTrue();
    end();
    assertThatThrownBy(() -> names.texts("proof.example.test"))
        .isInstanceOf(AdapterException.Transient.class)
        .hasMessageStartingWith("cannot look up proof.example.test: ");
    assertThatThrownBy(() -> names.way("cloud.example.test"))
        .isInstanceOf(AdapterException.Transient.class);
  }

  @Test
  void aSiteWithoutAShareIsNotAskedFor() throws Exception {
    dns.apply(shop(0, "nobody.example.test"));
    assertThat(answered()).isEmpty();
  }
}
