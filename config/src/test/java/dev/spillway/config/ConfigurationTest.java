package dev.spillway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.core.Endpoint;
import dev.spillway.core.Zone;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several files as one configuration. */
class ConfigurationTest {
  private static final String ZONE =
      "zones: [{ name: example.com, name-servers: [{ name: ns1.example.net }] }]\n";

  @TempDir Path folder;

  private Configuration load() throws ConfigException {
    return Configuration.load(folder.resolve("controller.yaml"), TestTypes.ALL);
  }

  private void write(String name, String text) throws Exception {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static String app(String name, String host) {
    return """
    app: %s
    host: %s
    sites:
      hq: { role: private, capacity: 400/s, platform: { type: local } }
    """
        .formatted(name, host);
  }

  private String errors() {
    try {
      load();
      return "no problem";
    } catch (ConfigException e) {
      return e.toString().replace(folder + "/", "");
    }
  }

  @Test
  void theDefaultsOfTheController() throws Exception {
    write("controller.yaml", "name: ctl\n" + ZONE);
    write("apps/shop.yaml", app("shop", "shop.example.com"));
    Configuration all = load();
    assertThat(all.controller())
        .isEqualTo(
            new ControllerConfig(
                "ctl",
                List.of(
                    new Zone(
                        "example.com",
                        List.of(new Zone.NameServer("ns1.example.net", List.of())),
                        "hostmaster.example.com")),
                List.of(new Endpoint("0.0.0.0", 53)),
                new Endpoint("127.0.0.1", 8053),
                folder.resolve("state"),
                folder.resolve("apps"),
                folder.resolve("keys"),
                null,
                Duration.ofSeconds(1)));
    assertThat(all.files()).isEqualTo(Map.of("shop", folder.resolve("apps/shop.yaml")));
  }

  @Test
  void withoutAnAgentOfItsOwnTheControllerRunsOne() throws Exception {
    write(
        "controller.yaml",
        """
        zones: [{ name: example.com, name-servers: [{ name: ns.example.net }] }]
        apps: shop.yaml
        link: { keys: ./keys }
        """);
    write(
        "shop.yaml",
        """
        app: shop
        host: shop.example.com
        sites:
          hq: { role: private, capacity: 400/s, platform: { type: local } }
          cloud:
            role: public
            instance: { capacity: 100/s, max: 2 }
            platform: { type: local }
            gateway: { type: container-instance }
        """);
    assertThat(load().controller().agent()).isNull();
  }

  @Test
  void zoneContentSecondariesAndNodesArriveAtTheirPlace() throws Exception {
    write(
        "controller.yaml",
        """
        zones:
          - name: example.com
            name-servers: [{ name: ns.example.net }]
            records: ["mail A 192.0.2.25"]
            file: zones/example.com
            dnssec: on
            secondaries: [{ address: "192.0.2.53:53", key: Xfr.Example.com. }]
        transfer-keys: [{ name: xfr.example.com, secret: "${file:/run/secrets/xfr}" }]
        dns: { feed: "0.0.0.0:8055" }
        """);
    ControllerConfig controller = ControllerFile.load(folder.resolve("controller.yaml"));
    assertThat(controller.zones().getFirst())
        .isEqualTo(
            new Zone(
                "example.com",
                List.of(new Zone.NameServer("ns.example.net", List.of())),
                "hostmaster.example.com",
                new Zone.Content(
                    List.of("mail A 192.0.2.25"),
                    java.util.Optional.of(folder.resolve("zones/example.com"))),
                true,
                List.of(new Zone.Secondary(new Endpoint("192.0.2.53", 53), "xfr.example.com"))));
    assertThat(controller.spread())
        .isEqualTo(
            new ControllerConfig.Spread(
                new Endpoint("0.0.0.0", 8055),
                List.of(),
                List.of(
                    new ControllerConfig.SharedKey(
                        "xfr.example.com", "hmac-sha256", "${file:/run/secrets/xfr}"))));
  }

  @Test
  void aNodeNeedsNoZonesToListen() throws Exception {
    write("controller.yaml", "dns: { controllers: [\"192.0.2.1:8055\"] }\n");
    ControllerConfig node = ControllerFile.load(folder.resolve("controller.yaml"));
    assertThat(node.dns()).containsExactly(new Endpoint("0.0.0.0", 53));
    assertThat(node.spread().controllers()).containsExactly(new Endpoint("192.0.2.1", 8055));
  }

  @Test
  void everyKeyOfTheControllerArrivesAtItsPlace() throws Exception {
    write(
        "controller.yaml",
        """
        name: ctl-2
        zones:
          - name: Shop.Example.com.
            name-servers:
              - { name: ns1.shop.example.com, addresses: [192.0.2.53, "2001:db8::53"] }
            contact: dns-team.example.com
        dns: { listen: ["127.0.0.1:5300", "[::1]:5300"] }
        api: { listen: localhost:9000 }
        state: /var/lib/spillway
        apps: shop.yaml
        link: { keys: ../keys, agent: "127.0.0.2:9001" }
        tick: 500ms
        """);
    write(
        "shop.yaml",
        """
        app: shop
        host: shop.example.com
        sites:
          hq: { role: private, capacity: 400/s, platform: { type: local } }
          cloud:
            role: public
            instance: { capacity: 100/s, max: 2 }
            platform: { type: local }
            gateway: { type: container-instance }
        """);
    assertThat(load().controller())
        .isEqualTo(
            new ControllerConfig(
                "ctl-2",
                List.of(
                    new Zone(
                        "shop.example.com",
                        List.of(
                            new Zone.NameServer(
                                "ns1.shop.example.com", List.of("192.0.2.53", "2001:db8::53"))),
                        "dns-team.example.com")),
                List.of(new Endpoint("127.0.0.1", 5300), new Endpoint("::1", 5300)),
                new Endpoint("localhost", 9000),
                Path.of("/var/lib/spillway"),
                folder.resolve("shop.yaml"),
                folder.resolveSibling("keys"),
                new Endpoint("127.0.0.2", 9001),
                Duration.ofMillis(500)));
  }

  @Test
  void theDnsCanBeNamedAndLimited() throws Exception {
    write(
        "controller.yaml",
        "dns: { answers-per-second: 50, server-name: ns1.fra, metrics: \"127.0.0.1:9153\" }\n"
            + ZONE);
    write("apps/shop.yaml", app("shop", "shop.example.com"));
    assertThat(load().controller().answers())
        .isEqualTo(
            new ControllerConfig.Answers("ns1.fra", 50, new Endpoint("127.0.0.1", 9153), null));
  }

  @Test
  void someQueriesCanBeWrittenDown() throws Exception {
    write("controller.yaml", "dns: { query-log: { file: queries.log, every: 7 } }\n" + ZONE);
    write("apps/shop.yaml", app("shop", "shop.example.com"));
    assertThat(load().controller().answers().log())
        .isEqualTo(new ControllerConfig.QueryLog(folder.resolve("queries.log"), 7, 64L << 20));
  }

  @Test
  void withoutALinkAgentInTheFileTheControllerIsTheAgent() throws Exception {
    write("controller.yaml", "link: { keys: ./keys }\n" + ZONE);
    write(
        "apps/shop.yaml",
        """
        app: shop
        host: shop.example.com
        sites:
          hq: { role: private, capacity: 400/s, platform: { type: local } }
          cloud:
            role: public
            instance: { capacity: 100/s, max: 2 }
            platform: { type: local }
            gateway: { type: container-instance }
        """);
    assertThat(load().controller().agent()).isNull();
  }

  @Test
  void dnsThatIsOffListensNowhere() throws Exception {
    write("controller.yaml", "dns: { listen: off }\n" + ZONE);
    write("apps/shop.yaml", app("shop", "shop.example.com"));
    assertThat(load().controller().dns()).isEmpty();
  }

  @Test
  void mistakesOfAllFilesAreSaidTogether() throws Exception {
    write("controller.yaml", ZONE + "tick: 1\n");
    write("apps/a.yaml", app("shop", "shop.example.com"));
    write("apps/b.yaml", app("shop", "SHOP.example.com."));
    write("apps/c.yaml", app("other", "shop.example.org"));
    write("apps/d.yaml", "app: [\n");
    assertThat(errors())
        .isEqualTo(
            """
            5 problems in 4 files:
            apps/b.yaml:1:6: app: 'shop' is used by apps/a.yaml too; give each app a name of its own
            apps/b.yaml:2:7: host: 'shop.example.com' is used by apps/a.yaml too; one host belongs to one app
            apps/c.yaml:2:7: host: 'shop.example.org' lies in no zone of controller.yaml; add a zone there, or correct the host
                allowed: example.com and names below it
            apps/d.yaml:2:1: not valid YAML: the file ends too early; close the bracket
            controller.yaml:2:7: tick: found 1, a number; write 1s if seconds are meant
                allowed: a duration above zero such as 300ms, 20s, 5min or 2h\
            """);
  }

  @Test
  void withoutAppsThereIsNothingToRun() throws Exception {
    write("controller.yaml", "name: ctl\n");
    assertThat(errors())
        .isEqualTo(
            """
            1 problem in controller.yaml:
            controller.yaml:1:1: apps: no such file or folder: apps; make the folder and put one *.yaml file for each app into it\
            """);
    write("apps/readme.txt", "");
    write("apps/.hidden.yaml", "");
    assertThat(errors())
        .isEqualTo(
            """
            1 problem in controller.yaml:
            controller.yaml:1:1: apps: no *.yaml file in apps; put one *.yaml file for each app into it\
            """);
  }

  @Test
  void aMissingControllerFileIsSaidPlainly() {
    assertThat(errors())
        .isEqualTo(
            """
            1 problem in controller.yaml:
            controller.yaml:1:1: no such file; check the name, or make the file\
            """);
    assertThatThrownBy(() -> ControllerFile.load(folder))
        .hasMessageContaining("this is a folder; name a file");
  }

  @Test
  void aMachineNameBecomesAName() {
    assertThat(MachineName.plain("Web_01.corp.example\n")).isEqualTo("web-01");
    assertThat(MachineName.plain("...")).isEqualTo("spillway");
    assertThat(Form.NAME.fits(MachineName.read())).isTrue();
  }
}
