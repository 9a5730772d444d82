package dev.spillway.dns.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Share;
import dev.spillway.core.SteeredHost;
import dev.spillway.core.SteeredHost.SiteAnswer;
import dev.spillway.core.Zone;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** The answer function alone: bytes in, bytes out, read by a foreign library. */
class AnswererTest extends AnswererCase {
  @ParameterizedTest
  @CsvSource({
    "0.00, A,    203.0.113.10",
    "0.59, A,    203.0.113.10",
    "0.61, A,    198.51.100.7",
    "0.99, A,    198.51.100.7",
    "0.59, AAAA, 2001:db8:1:0:0:0:0:10",
    "0.61, AAAA, 2001:db8:2:0:0:0:0:7",
  })
  void answersWithTheAddressesOfTheDrawnSiteOnly(double at, String type, String address)
      throws IOException {
    drawn = at;
    Message answer = ask(query("shop.example.com.", Type.value(type)));
    assertThat(data(answer, Section.ANSWER)).containsExactly(address);
    assertThat(answer.getSection(Section.ANSWER).getFirst().getTTL()).isEqualTo(20);
    assertThat(answer.getHeader().getFlag(Flags.AA)).isTrue();
    assertThat(answer.getHeader().getFlag(Flags.RA)).isFalse();
    assertThat(answer.getHeader().getFlag(Flags.RD)).as("copied from the query").isTrue();
    assertThat(answer.getSection(Section.AUTHORITY)).isEmpty();
  }

  @Test
  void aShareOfZeroIsNeverAnswered() throws IOException {
    snapshot = World.snapshot(World.shop(0));
    for (drawn = 0; drawn < 1; drawn += 0.01) {
      assertThat(data(ask(query("shop.example.com.", Type.A)), Section.ANSWER))
          .containsExactly(World.HOME_V4);
    }
  }

  @Test
  void allAddressesOfASiteAreAnsweredAndTheFirstOneTurns() throws IOException {
    List<String> four = List.of("203.0.113.1", "203.0.113.2", "203.0.113.3", "203.0.113.4");
    snapshot = World.snapshot(World.row(World.HOST, new SiteAnswer("hq", Share.ALL, four)));
    Answerer turning =
        new Answerer((client, host, six, ttl, now) -> now * 512, new Identity(new byte[0], 1, 2));
    List<String> firsts = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      byte[] answer = raw(turning, query("shop.example.com.", Type.A).toWire(), false, i);
      List<String> all = data(new Message(answer), Section.ANSWER);
      assertThat(all).containsExactlyInAnyOrderElementsOf(four);
      firsts.add(all.getFirst());
    }
    assertThat(firsts).containsExactlyElementsOf(four);
  }

  @ParameterizedTest(name = "{0} {1}: {2}, {3} answers, {4} authority")
  @CsvSource({
    "example.com.,            SOA,   NOERROR,  1, 0",
    "example.com.,            NS,    NOERROR,  2, 0",
    "example.com.,            A,     NOERROR,  0, 1", // NODATA
    "example.com.,            MX,    NOERROR,  0, 1",
    "shop.example.com.,       TXT,   NOERROR,  0, 1",
    "shop.example.com.,       NS,    NOERROR,  0, 1",
    "shop.example.com.,       ANY,   NOERROR,  1, 0", // one HINFO
    "ns1.example.com.,        A,     NOERROR,  1, 0",
    "ns1.example.com.,        AAAA,  NOERROR,  1, 0",
    "nothing.example.com.,    A,     NXDOMAIN, 0, 1",
    "a.b.shop.example.com.,   A,     NXDOMAIN, 0, 1",
    "badexample.com.,         A,     REFUSED,  0, 0", // ends in the same letters only
    "elsewhere.test.,         A,     REFUSED,  0, 0",
    ".,                       NS,    REFUSED,  0, 0",
    "com.,                    NS,    REFUSED,  0, 0",
    "example.com.,            AXFR,  REFUSED,  0, 0",
    "example.com.,            IXFR,  NOERROR,  1, 0", // the SOA: come over TCP (RFC 1995)
    "shop.example.com.,       IXFR,  NOERROR,  0, 1",
    "example.com.,            TKEY,  REFUSED,  0, 0",
  })
  void eachQuestionHasItsKindOfAnswer(
      String name, String type, String rcode, int answers, int authority) throws IOException {
    Message answer = ask(query(name, Type.value(type)));
    assertThat(Rcode.string(answer.getRcode())).isEqualTo(rcode);
    assertThat(answer.getSection(Section.ANSWER)).hasSize(answers);
    assertThat(answer.getSection(Section.AUTHORITY)).hasSize(authority);
    assertThat(answer.getHeader().getFlag(Flags.AA)).isEqualTo(!rcode.equals("REFUSED"));
  }

  @Test
  void anyIsAnsweredWithTheOneRecordOfRfc8482() throws IOException {
    Message answer = ask(query("shop.example.com.", Type.ANY));
    assertThat(data(answer, Section.ANSWER)).containsExactly("\"RFC8482\" \"\"");
  }

  @Test
  void negativeAnswersCarryTheZonesSoaWithTheNegativeTtl() throws IOException {
    Message answer = ask(query("nothing.example.com.", Type.A));
    SOARecord soa = (SOARecord) answer.getSection(Section.AUTHORITY).getFirst();
    assertThat(soa.getName()).isEqualTo(Name.fromConstantString("example.com."));
    assertThat(soa.getHost()).isEqualTo(Name.fromConstantString("ns1.example.com."));
    assertThat(soa.getAdmin()).isEqualTo(Name.fromConstantString("hostmaster.example.com."));
    assertThat(soa.getTTL()).isEqualTo(30);
    assertThat(soa.getMinimum()).isEqualTo(30);
    assertThat(soa.getSerial()).isEqualTo(1);
  }

  @Test
  void nameServersComeWithTheAddressesOfThoseInTheZone() throws IOException {
    Message answer = ask(query("example.com.", Type.NS));
    assertThat(data(answer, Section.ANSWER))
        .containsExactly("ns1.example.com.", "ns.elsewhere.test.");
    assertThat(answer.getSection(Section.ADDITIONAL))
        .allMatch(r -> r.getName().toString().equals("ns1.example.com."));
    assertThat(data(answer, Section.ADDITIONAL))
        .containsExactly("192.0.2.1", "2001:db8:0:0:0:0:0:1");
  }

  @Test
  void aHostMayBeTheZoneItself() throws IOException {
    snapshot =
        World.snapshot(
            World.row("example.com", new SiteAnswer("hq", Share.ALL, List.of(World.HOME_V4))));
    assertThat(data(ask(query("example.com.", Type.A)), Section.ANSWER))
        .containsExactly(World.HOME_V4);
    assertThat(ask(query("example.com.", Type.SOA)).getSection(Section.ANSWER)).hasSize(1);
    assertThat(ask(query("example.com.", Type.NS)).getSection(Section.ANSWER)).hasSize(2);
  }

  @Test
  void aNameWithOthersBelowItExistsWithoutData() throws IOException {
    snapshot =
        World.snapshot(
            World.row(
                "www.eu.example.com", new SiteAnswer("hq", Share.ALL, List.of(World.HOME_V4))));
    assertThat(ask(query("eu.example.com.", Type.A)).getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(ask(query("eu.example.com.", Type.ANY)).getSection(Section.ANSWER)).isEmpty();
    assertThat(ask(query("us.example.com.", Type.A)).getRcode()).isEqualTo(Rcode.NXDOMAIN);
  }

  @Test
  void whereTheDrawnSiteHasOnlyIpv4TheAaaaIsEmptyInsteadOfAnotherSites() throws IOException {
    snapshot =
        World.snapshot(
            World.row(
                World.HOST,
                new SiteAnswer("hq", Share.of(0.6), List.of(World.HOME_V4, World.HOME_V6)),
                new SiteAnswer("azure", Share.of(0.4), List.of(World.CLOUD_V4))));
    drawn = 0.8;
    Message answer = ask(query("shop.example.com.", Type.AAAA));
    assertThat(answer.getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(answer.getSection(Section.ANSWER)).isEmpty();
    assertThat(answer.getSection(Section.AUTHORITY).getFirst().getTTL())
        .as("no longer than the row, so that A and AAAA change together")
        .isEqualTo(20);
    assertThat(data(ask(query("shop.example.com.", Type.A)), Section.ANSWER))
        .containsExactly(World.CLOUD_V4);
  }

  @Test
  void whereTheDrawnSiteHasOnlyIpv6TheOthersShareItsIpv4Clients() throws IOException {
    snapshot =
        World.snapshot(
            World.row(
                World.HOST,
                new SiteAnswer("hq", Share.of(0.5), List.of(World.HOME_V4)),
                new SiteAnswer("azure", Share.of(0.5), List.of(World.CLOUD_V6))));
    drawn = 0.8;
    assertThat(data(ask(query("shop.example.com.", Type.A)), Section.ANSWER))
        .containsExactly(World.HOME_V4);
  }

  @Test
  void noAddressOfTheAskedTypeAnywhereIsNoData() throws IOException {
    snapshot =
        World.snapshot(
            World.row(World.HOST, new SiteAnswer("a", Share.ALL, List.of(World.CLOUD_V6))));
    Message answer = ask(query("shop.example.com.", Type.A));
    assertThat(answer.getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(answer.getSection(Section.ANSWER)).isEmpty();
    assertThat(answer.getSection(Section.AUTHORITY)).hasSize(1);
  }

  @Test
  void theQuestionComesBackInItsOwnCase() throws IOException {
    byte[] query = query("sHoP.ExAmPlE.cOm.", Type.A).toWire();
    byte[] answer = raw(query, false);
    int question = "shop.example.com.".length() + 1 + 4;
    assertThat(answer).containsSequence(Arrays.copyOfRange(query, 12, 12 + question));
    assertThat(data(new Message(answer), Section.ANSWER)).hasSize(1);
  }

  @Test
  void otherOpcodesGetNotimp() throws IOException {
    for (int opcode : List.of(Opcode.IQUERY, Opcode.STATUS, Opcode.NOTIFY, Opcode.UPDATE, 15)) {
      Message query = query("example.com.", Type.SOA);
      query.getHeader().setOpcode(opcode);
      Message answer = ask(query);
      assertThat(answer.getRcode()).isEqualTo(Rcode.NOTIMP);
      assertThat(answer.getHeader().getOpcode()).isEqualTo(opcode);
      assertThat(answer.getHeader().getFlag(Flags.AA)).isFalse();
    }
  }

  @Test
  void notExactlyOneQuestionIsAFormatError() throws IOException {
    byte[] none = new byte[12];
    assertThat(new Message(raw(none, false)).getRcode()).isEqualTo(Rcode.FORMERR);
    byte[] two = query("shop.example.com.", Type.A).toWire();
    two[5] = 2;
    assertThat(raw(two, false)[3] & 15).isEqualTo(Rcode.FORMERR);
  }

  @Test
  void responsesAndScrapsAreLeftAlone() {
    Message response = query("shop.example.com.", Type.A);
    response.getHeader().setFlag(Flags.QR);
    assertThat(raw(response.toWire(), false)).isEmpty();
    for (int length = 0; length < 12; length++) {
      assertThat(raw(new byte[length], false)).isEmpty();
    }
  }

  @Test
  void otherClassesAreRefused() throws IOException {
    Message chaos =
        Message.newQuery(
            Record.newRecord(Name.fromConstantString("version.bind."), Type.TXT, DClass.CH));
    assertThat(ask(chaos).getRcode()).isEqualTo(Rcode.REFUSED);
  }

  @Test
  void theLongestZoneAnswersAndOthersStayApart() throws IOException {
    Zone child =
        new Zone(
            "eu.example.com",
            List.of(new Zone.NameServer("ns.elsewhere.test", List.of())),
            "hostmaster.example.com");
    SteeredHost row =
        World.row("www.eu.example.com", new SiteAnswer("hq", Share.ALL, List.of(World.HOME_V4)));
    snapshot = World.snapshot(List.of(World.ZONE, child), row);
    assertThat(data(ask(query("www.eu.example.com.", Type.A)), Section.ANSWER)).hasSize(1);
    Message none = ask(query("x.eu.example.com.", Type.A));
    assertThat(none.getSection(Section.AUTHORITY).getFirst().getName())
        .isEqualTo(Name.fromConstantString("eu.example.com."));
    assertThat(
            ask(query("x.example.com.", Type.A)).getSection(Section.AUTHORITY).getFirst().getName())
        .isEqualTo(Name.fromConstantString("example.com."));
  }
}
