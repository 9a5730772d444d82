package dev.spillway.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.spillway.core.Share;
import dev.spillway.core.SteeredHost.SiteAnswer;
import dev.spillway.dns.answer.World;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** dig (BIND) and kdig (Knot) ask a server that really runs. */
class ForeignClientTest {
  private static final int QUERIES = 2_000;

  @TempDir Path folder = Path.of("");
  private SteeringTable table;
  private DnsServer server;

  @BeforeEach
  void start() throws Exception {
    table = SteeringTable.open(folder);
    table.apply(World.shop(0));
    server = Serve.serve(table);
  }

  @AfterEach
  void stop() {
    server.close();
    assertThat(server.counters().get("spillway_dns_faults_total")).isZero();
  }

  private String dig(String... arguments) throws Exception {
    Foreign.require("dig");
    return Foreign.run(command("dig", List.of(arguments)));
  }

  private String kdig(List<String> arguments) throws Exception {
    Foreign.require("kdig");
    return Foreign.run(command("kdig", arguments));
  }

  private List<String> command(String program, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(program);
    command.add("@127.0.0.1");
    command.add("-p");
    command.add(String.valueOf(server.addresses().getFirst().getPort()));
    command.addAll(arguments);
    return command;
  }

  private static long count(String printed, String line) {
    return printed.lines().filter(line::equals).count();
  }

  private double cloudShare(String printed) {
    long home = count(printed, World.HOME_V4);
    long cloud = count(printed, World.CLOUD_V4);
    List<String> odd =
        printed.lines().filter(l -> !l.equals(World.HOME_V4) && !l.equals(World.CLOUD_V4)).toList();
    assertThat(home + cloud).as("all answered, one site each; else " + odd).isEqualTo(QUERIES);
    return (double) cloud / QUERIES;
  }

  private String digBatch(IntFunction<String> line) throws Exception {
    Path batch = folder.resolve("batch");
    Files.write(batch, IntStream.range(0, QUERIES).mapToObj(line).toList());
    return dig("-f", batch.toString(), "+short", "+tries=3");
  }

  @Test
  void twoThousandQueriesFromManySubnetsShowTheCommandedShare() throws Exception {
    Random random = new Random(38);
    for (double share : new double[] {0.38, 0.05, 0}) {
      table.apply(World.shop(share));
      double seen =
          cloudShare(
              digBatch(i ->
                  "shop.example.com A +subnet=10."
                      + random.nextInt(256)
                      + "."
                      + random.nextInt(256)
                      + ".0/24"));
      if (share == 0) {
        assertThat(seen).as("at rest never a public address").isZero();
      } else {
        assertThat(seen).isCloseTo(share, within(0.04));
      }
    }
  }

  @Test
  void twoThousandQueriesFromOneSourceWithinSecondsDoSo() throws Exception {
    table.apply(World.shop(0.38));
    assertThat(cloudShare(digBatch(i -> "shop.example.com A"))).isCloseTo(0.38, within(0.04));
  }

  @Test
  void kdigSeesTheSameShareFromIpv6Subnets() throws Exception {
    table.apply(World.shop(0.62));
    List<String> arguments = new ArrayList<>(List.of("+short"));
    for (int i = 0; i < QUERIES; i++) {
      arguments.addAll(List.of("shop.example.com", "A", "+subnet=2001:db8:" + hex(i) + "::/48"));
    }
    assertThat(cloudShare(kdig(arguments))).isCloseTo(0.62, within(0.04));
  }

  private static String hex(int i) {
    return Integer.toHexString(i);
  }

  @Test
  void aAndAaaaOfASubnetNameTheSameSite() throws Exception {
    table.apply(World.shop(0.5));
    Path batch = folder.resolve("pairs");
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      String subnet = " +subnet=10.7." + i + ".0/24";
      lines.add("shop.example.com A" + subnet);
      lines.add("shop.example.com AAAA" + subnet);
    }
    Files.write(batch, lines);
    List<String> answers = dig("-f", batch.toString(), "+short").lines().toList();
    assertThat(answers).hasSize(400);
    int agree = 0;
    for (int i = 0; i < 200; i++) {
      boolean cloud = answers.get(2 * i).equals(World.CLOUD_V4);
      agree += cloud == answers.get(2 * i + 1).equals(World.CLOUD_V6) ? 1 : 0;
    }
    // a pair may fall on both sides of a slot's border
    assertThat(agree).isGreaterThan(190);
  }

  @Test
  void digReadsTheWholeZoneOverUdpAndTcp() throws Exception {
    for (String transport : List.of("+notcp", "+tcp")) {
      assertThat(dig("example.com", "SOA", "+short", transport))
          .startsWith("ns1.example.com. hostmaster.example.com. 1 3600 600 1209600 30");
      assertThat(dig("example.com", "NS", transport))
          .contains("status: NOERROR", "flags: qr aa rd;", "ANSWER: 2")
          .containsPattern("ns1\\.example\\.com\\.\\s+3600\\s+IN\\s+A\\s+192\\.0\\.2\\.1");
      assertThat(dig("nothing.example.com", "A", transport))
          .contains("status: NXDOMAIN")
          .containsPattern("example\\.com\\.\\s+30\\s+IN\\s+SOA");
      assertThat(dig("shop.example.com", "MX", transport))
          .contains("status: NOERROR", "ANSWER: 0, AUTHORITY: 1");
      assertThat(dig("example.org", "A", transport)).contains("status: REFUSED");
    }
  }

  @Test
  void digAndKdigUnderstandTheEdnsAnswers() throws Exception {
    assertThat(dig("shop.example.com", "A", "+subnet=192.0.2.0/24"))
        .contains("CLIENT-SUBNET: 192.0.2.0/24/24", "udp: 1232");
    assertThat(dig("shop.example.com", "A", "+subnet=0"))
        .contains("status: NOERROR", "CLIENT-SUBNET: 0.0.0.0/0/0");
    assertThat(dig("shop.example.com", "A", "+edns=1", "+noednsneg")).contains("status: BADVERS");
    assertThat(dig("shop.example.com", "A", "+ednsopt=65001:00ff", "+dnssec", "+nsid", "+cookie"))
        .contains("status: NOERROR", "flags: do;");
    assertThat(dig("shop.example.com", "A", "+noedns")).doesNotContain("OPT PSEUDOSECTION");
    assertThat(kdig(List.of("shop.example.com", "A", "+edns=1", "+noall", "+header")))
        .contains("BADVERS");
    assertThat(kdig(List.of("shop.example.com", "ANY", "+short"))).contains("RFC8482");
  }

  @Test
  void otherOpcodesTransfersAndTwistedCase() throws Exception {
    assertThat(dig("example.com", "SOA", "+opcode=15")).contains("status: NOTIMP");
    assertThat(dig("example.com", "SOA", "+opcode=notify")).contains("status: NOTIMP");
    assertThat(dig("example.com", "AXFR")).contains("Transfer failed");
    assertThat(dig("sHoP.eXaMpLe.CoM", "A"))
        .containsPattern("sHoP\\.eXaMpLe\\.CoM\\.\\s+20\\s+IN\\s+A\\s+203\\.0\\.113\\.10");
    assertThat(dig("+header-only", "+nocookie")).contains("status: FORMERR");
  }

  @Test
  void aLongAnswerIsCutAndThenReadOverTcp() throws Exception {
    List<String> many = IntStream.range(1, 201).mapToObj(i -> "10.0.0." + i).toList();
    table.apply(World.row(World.HOST, new SiteAnswer("hq", Share.ALL, many)));
    assertThat(dig("shop.example.com", "A", "+ignore")).contains("flags: qr aa tc rd;");
    assertThat(dig("shop.example.com", "A")).contains("retrying in TCP mode", "ANSWER: 200");
    assertThat(kdig(List.of("shop.example.com", "A", "+short")).lines()).containsAll(many);
  }
}
