package dev.spillway.dns.zone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.core.Zone;
import dev.spillway.dns.answer.World;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/** What a zone may hold, and what is said when it may not. */
class ZoneRecordsTest {
  @TempDir Path folder = Path.of("");

  private Zone zone(String text, String... records) throws Exception {
    Path file = folder.resolve("z");
    Files.writeString(file, text);
    return new Zone(
        "example.com",
        World.ZONE.nameServers(),
        World.ZONE.contact(),
        new Zone.Content(List.of(records), Optional.of(file)),
        false,
        List.of());
  }

  private ZoneRecords load(String text, String... records) throws Exception {
    return ZoneRecords.load(zone(text, records), List.of(World.HOST, "other.test"));
  }

  @Test
  void aZoneFileAndTheConfigurationAddUp() throws Exception {
    ZoneRecords zone =
        load(
            """
            $ORIGIN example.com.
            $TTL 5m
            @ SOA ns1.example.com. x.example.com. ( 1 2 3 4
                                                    5 )
            @   NS  ns1
            ns1 A   192.0.2.1
            $GENERATE 1-3 host$ A 192.0.2.1$
            Mixed.Case TXT "Case \\"kept\\""
            odd TYPE65280 \\# 2 ABCD
            """,
            "shop 60 CAA 0 issue \"ca.example.net\"");
    Name name = Name.fromString("mixed.case.example.com.");
    assertThat(zone.sets().getOrDefault(name, Map.of()).getOrDefault(Type.TXT, List.of()))
        .singleElement()
        .satisfies(record -> assertThat(record.getTTL()).isEqualTo(300));
    assertThat(zone.sets().keySet().toString()).contains("host3.example.com.", "odd.", "shop.");
    assertThat(zone.sets().get(Name.fromString("example.com."))).containsOnlyKeys(Type.NS);
    assertThat(zone.warnings()).singleElement().asString().contains("SOA").contains("not used");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          www.example.org. A 192.0.2.1            | outside the zone example.com
          x CH TXT "y"                            | only the class IN
          x NSEC y A                              | Spillway makes records of this type itself
          x DNAME y                               | not served
          shop A 192.0.2.1                        | steered host
          shop CNAME x                            | a CNAME stands alone
          @ CNAME x                               | a CNAME stands alone
          @ NS ns.evil.test.                      | not among the zone's name-servers
          ns1 A 192.0.2.7                         | not among the zone's name-servers
          x DS 1 13 2 0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF | a DS stands beside the NS
          * NS ns.elsewhere.test.                 | a wildcard cannot be delegated
          a.*.b A 192.0.2.1                       | as the first label only
          x NS ns.x                               | add an A or AAAA record of ns.x.example.com
          x A 1.2.3                               | 1.2.3
          x NOTYPE y                              | NOTYPE
          x CNAME x                               | comes back to its beginning
          $INCLUDE /etc/passwd                    | INCLUDE
          """)
  void refusesInTheSecondLine(String line, String reason) {
    assertThatThrownBy(() -> load("ok A 192.0.2.9\n" + line + "\n"))
        .isInstanceOf(ZoneException.class)
        .hasMessageContaining(folder.resolve("z") + ":2")
        .hasMessageContaining(reason);
  }

  @Test
  void saysAllAtOnceAndWhere() {
    assertThatThrownBy(() ->
            load(
                """
                a CNAME b
                a TXT "beside"
                c 60 A 192.0.2.1
                c 61 A 192.0.2.2
                d NS ns.elsewhere.test.
                below.d TXT "hidden"
                """,
                "$TTL 3",
                "fine A 192.0.2.1 extra"))
        .isInstanceOf(ZoneException.class)
        .hasMessageContaining("z:1: a.example.com CNAME")
        .hasMessageContaining("z:4: c.example.com A: its TTL differs")
        .hasMessageContaining("z:6: below.d.example.com TXT: lies below the delegation of d")
        .hasMessageContaining("records of the zone example.com:1: write one record")
        .hasMessageContaining("records of the zone example.com:2: ");
  }

  @Test
  void warnsOfWhatIsOddButServed() throws Exception {
    ZoneRecords zone =
        load(
            """
            @ MX 10 nobody
            @ MX 20 alias
            alias CNAME shop
            twice A 192.0.2.1
            twice A 192.0.2.1
            to CNAME *.shop
            """);
    assertThat(zone.warnings().toString())
        .contains("z:1: warning: example.com MX: nobody.example.com lies in this zone but is not")
        .contains("z:2: warning: example.com MX: alias.example.com is a CNAME")
        .contains("z:5: warning: twice.example.com A: the same record as at");
  }

  @Test
  void aMissingFileIsSaid() throws Exception {
    Zone zone = zone("");
    Files.delete(folder.resolve("z"));
    assertThatThrownBy(() -> ZoneRecords.load(zone, List.of()))
        .hasMessageContaining("no such file");
  }

  @Test
  void imagesComeBackFromBytesAndDamageIsSeen() throws Exception {
    ZoneRecords content = load("a A 192.0.2.1\n");
    ZoneBody body = ZoneBody.of(content, List.of(World.shop(0.7)));
    ZoneImage image = new ZoneImage(ZoneImage.soa(content, -5), body, false);
    byte[] bytes = ImageBytes.write(new ImageSet(7, List.of(image)));
    ZoneImage read = ImageBytes.read(bytes).images().getFirst();
    assertThat(read.digest()).isEqualTo(image.digest());
    assertThat(read.serial()).isEqualTo(-5);
    assertThat(read.body().copied()).hasSize(2);
    for (int i = 0; i < bytes.length; i += 7) {
      byte[] damaged = bytes.clone();
      damaged[i] ^= 4;
      assertThatThrownBy(() -> ImageBytes.read(damaged))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
