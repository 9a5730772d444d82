package dev.spillway.dns.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.core.AdapterException;
import dev.spillway.dns.DnsServer;
import dev.spillway.dns.DnsSettings;
import dev.spillway.dns.Foreign;
import dev.spillway.dns.FreePort;
import dev.spillway.dns.SteeringTable;
import dev.spillway.dns.answer.World;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is written down of queries. */
class QueryLogTest {
  @TempDir Path folder = Path.of("");

  private static void dig(DnsServer server, String... arguments)
      throws IOException, InterruptedException {
    Foreign.require("dig");
    String port = String.valueOf(server.addresses().getFirst().getPort());
    List<String> command = new ArrayList<>(List.of("dig", "@127.0.0.1", "-p", port));
    command.addAll(List.of(arguments));
    Foreign.run(command);
  }

  private DnsServer serve(QueryLog.Settings settings, Engines.Kind engine) throws Exception {
    SteeringTable table = SteeringTable.open(folder.resolve("state"));
    table.apply(World.shop(0));
    InetSocketAddress at = new InetSocketAddress(InetAddress.getLoopbackAddress(), FreePort.take());
    return DnsServer.start(
        List.of(World.ZONE),
        table,
        DnsSettings.of(List.of(at)).withWorkers(1).withEngine(engine).withQueryLog(settings));
  }

  private static List<String> withoutTime(Path file) throws IOException {
    return Files.readAllLines(file).stream()
        .map(
            line -> line.replaceFirst("^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z ", ""))
        .toList();
  }

  @ParameterizedTest
  @EnumSource
  void everyQueryIsALineWithTheNetworkOfItsClient(Engines.Kind engine) throws Exception {
    Path file = folder.resolve("queries.log");
    try (DnsServer server = serve(new QueryLog.Settings(file, 1, 1 << 20), engine)) {
      dig(server, "shop.example.com", "A");
      dig(server, "SHOP.example.com", "AAAA");
      dig(server, "no.example.com", "TXT");
      dig(server, "+tcp", "elsewhere.test", "A");
      dig(server, "a\\010b.example.com", "A");
    }
    assertThat(withoutTime(file))
        .containsExactlyInAnyOrder(
            "127.0.0.0/24 shop.example.com. A NOERROR hq",
            "127.0.0.0/24 shop.example.com. AAAA NOERROR hq",
            "127.0.0.0/24 no.example.com. TXT NXDOMAIN -",
            "127.0.0.0/24 elsewhere.test. A REFUSED -",
            "127.0.0.0/24 a\\010b.example.com. A NXDOMAIN -");
  }

  @Test
  void oneOfSoManyIsWritten() throws Exception {
    Path file = folder.resolve("queries.log");
    try (DnsServer server = serve(new QueryLog.Settings(file, 4, 1 << 20), Engines.Kind.CHANNEL)) {
      for (int i = 0; i < 12; i++) {
        dig(server, "shop.example.com", "A");
      }
    }
    assertThat(withoutTime(file)).hasSize(3);
  }

  @Test
  void aFileThatCannotBeOpenedIsNamedAtOnce() throws Exception {
    Path file = Files.createFile(folder.resolve("a-file")).resolve("queries.log");
    assertThatThrownBy(() -> serve(new QueryLog.Settings(file, 1, 1 << 20), Engines.Kind.CHANNEL))
        .isInstanceOf(AdapterException.Invalid.class)
        .hasMessageContaining("dns.query-log")
        .hasMessageContaining("a-file");
  }

  @Test
  void aFullRingTakesNoMoreAndLosesNothingThatItTook() {
    QueryRing ring = new QueryRing(3);
    byte[] name = {2, 'h', 'q', 0};
    List<String> read = new ArrayList<>();
    QueryRing.Reader reader =
        (millis, network, type, rcode, site, names, from, length) ->
            read.add(
                millis
                    + " "
                    + site
                    + " "
                    + new String(names, from + 1, 2, StandardCharsets.US_ASCII));
    for (int i = 0; i < 3; i++) {
      assertThat(ring.offer(i, 5, 1, 0, 9, name, name.length)).isTrue();
    }
    assertThat(ring.offer(3, 5, 1, 0, 9, name, name.length)).as("it is full").isFalse();
    ring.drain(reader);
    assertThat(ring.offer(4, 5, 1, 0, 9, name, name.length)).isTrue();
    ring.drain(reader);
    assertThat(read).containsExactly("0 9 hq", "1 9 hq", "2 9 hq", "4 9 hq");
  }

  @Test
  void bothFilesTogetherTakeTwiceTheSizeAtMost() throws Exception {
    Path path = folder.resolve("some.log");
    try (QueryFile file = new QueryFile(path, 1_000)) {
      for (int i = 0; i < 500; i++) {
        file.write("line %03d\n".formatted(i));
      }
    }
    assertThat(Files.size(path)).isBetween(1L, 1_000L);
    assertThat(Files.size(QueryFile.full(path))).isBetween(900L, 1_000L);
    List<String> kept = new ArrayList<>(Files.readAllLines(QueryFile.full(path)));
    kept.addAll(Files.readAllLines(path));
    assertThat(kept.getLast()).isEqualTo("line 499");
    assertThat(kept).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void networksAreThoseThatLimitsAreKeptFor() {
    dev.spillway.dns.answer.Source source = new dev.spillway.dns.answer.Source();
    source.v6(0x20010db8_0001_02ffL, 7);
    StringBuilder line = new StringBuilder();
    QueryLine.append(line, 0, source.network(), 28, 1, "", new byte[0], 0, 0);
    source.set(InetAddress.ofLiteral("203.0.113.200"));
    QueryLine.append(line, 0, source.network(), 28, 0, "hq", new byte[] {0}, 0, 1);
    assertThat(line.toString())
        .isEqualTo(
            """
            1970-01-01T00:00:00Z 2001:db8:1:200:0:0:0:0/56 - - FORMERR -
            1970-01-01T00:00:00Z 203.0.113.0/24 . AAAA NOERROR hq
            """);
  }
}
