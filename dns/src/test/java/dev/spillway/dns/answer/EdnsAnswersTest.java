package dev.spillway.dns.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Share;
import dev.spillway.core.SteeredHost.SiteAnswer;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.ClientSubnetOption;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.GenericEDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** What EDNS (RFC 6891) changes: the client's subnet, options and versions, and how much fits. */
class EdnsAnswersTest extends AnswererCase {
  @Test
  void theClientsSubnetChoosesAndComesBackWithItsPrefixAsScope() throws IOException {
    Message query =
        withOpt(
            query("shop.example.com.", Type.A),
            1232,
            0,
            new ClientSubnetOption(24, 0, InetAddress.ofLiteral("192.0.2.0")));
    Message answer = ask(query);
    ClientSubnetOption back =
        (ClientSubnetOption) answer.getOPT().getOptions(EDNSOption.Code.CLIENT_SUBNET).getFirst();
    assertThat(back.getSourcePrefixLength()).isEqualTo(24);
    assertThat(back.getScopePrefixLength()).isEqualTo(24);
    assertThat(back.getAddress()).isEqualTo(InetAddress.ofLiteral("192.0.2.0"));
    assertThat(askedClient).as("not the resolver").isNotEqualTo(7);
  }

  @Test
  void aSubnetOfNoBitsIsHonouredAsNotToBeUsed() throws IOException {
    Message answer =
        ask(
            withOpt(
                query("shop.example.com.", Type.A),
                1232,
                0,
                new ClientSubnetOption(0, 0, InetAddress.ofLiteral("0.0.0.0"))));
    assertThat(answer.getOPT().getOptions(EDNSOption.Code.CLIENT_SUBNET)).hasSize(1);
    assertThat(askedClient).as("the resolver").isEqualTo(7);
  }

  @Test
  void whatDoesNotDependOnTheSubnetHasScopeZero() throws IOException {
    Message answer =
        ask(
            withOpt(
                query("nothing.example.com.", Type.A),
                1232,
                0,
                new ClientSubnetOption(24, 0, InetAddress.ofLiteral("192.0.2.0"))));
    ClientSubnetOption back =
        (ClientSubnetOption) answer.getOPT().getOptions(EDNSOption.Code.CLIENT_SUBNET).getFirst();
    assertThat(back.getScopePrefixLength()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "00011800C00002,   NOERROR", // /24 with three bytes
    "00011800C0000201, FORMERR", // one byte too many
    "00011800C000,     FORMERR", // one too few
    "00011700C00003,   FORMERR", // a bit behind the prefix
    "00011810C00002,   FORMERR", // a scope in a query
    "00012100C000020100, FORMERR", // more than 32 bits
    "00031800C00002,   FORMERR", // a family that nobody knows
    "000100,           FORMERR",
  })
  void malformedSubnetsAreSaidToBe(String option, String rcode) throws IOException {
    byte[] bytes = java.util.HexFormat.of().parseHex(option);
    Message query =
        withOpt(query("shop.example.com.", Type.A), 1232, 0, new GenericEDNSOption(8, bytes));
    assertThat(Rcode.string(ask(query).getRcode())).isEqualTo(rcode);
  }

  @Test
  void unknownOptionsAreIgnoredAndALaterVersionIsBadvers() throws IOException {
    GenericEDNSOption unknown = new GenericEDNSOption(65_001, new byte[] {1, 2, 3});
    Message good = ask(withOpt(query("shop.example.com.", Type.A), 1232, 0, unknown));
    assertThat(good.getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(good.getOPT().getPayloadSize()).isEqualTo(1232);
    assertThat(good.getOPT().getOptions()).isEmpty();
    Message bad = ask(withOpt(query("shop.example.com.", Type.A), 1232, 1));
    assertThat(bad.getRcode()).isEqualTo(Rcode.BADVERS);
    assertThat(bad.getOPT().getVersion()).isZero();
    assertThat(bad.getSection(Section.ANSWER)).isEmpty();
  }

  @Test
  void withoutEdnsInTheQueryThereIsNoneInTheAnswer() throws IOException {
    assertThat(ask(query("shop.example.com.", Type.A)).getOPT()).isNull();
  }

  @ParameterizedTest(name = "{0} addresses, payload {1} (0: no EDNS), stream {2}: cut {3}")
  @CsvSource({
    "20,  0,    false, false",
    "40,  0,    false, true", // 40 * 16 > 512
    "40,  512,  false, true",
    "40,  1232, false, false",
    "90,  4096, false, true", // never above 1232 however much is offered
    "90,  100,  false, true", // below 512 counts as 512
    "500, 1232, true,  false",
  })
  void whatDoesNotFitIsCutAndAskedForOverTcp(int count, int payload, boolean stream, boolean cut)
      throws IOException {
    List<String> many =
        IntStream.range(0, count).mapToObj(i -> "10.0." + i / 250 + "." + i % 250).toList();
    snapshot = World.snapshot(World.row(World.HOST, new SiteAnswer("hq", Share.ALL, many)));
    Message query = query("shop.example.com.", Type.A);
    byte[] raw = raw((payload == 0 ? query : withOpt(query, payload, 0)).toWire(), stream);
    Message answer = new Message(raw);
    assertThat(answer.getHeader().getFlag(Flags.TC)).isEqualTo(cut);
    assertThat(answer.getSection(Section.ANSWER)).hasSize(cut ? 0 : count);
    int limit = payload == 0 ? 512 : Math.clamp(payload, 512, 1232);
    assertThat(raw.length).isLessThanOrEqualTo(stream ? 16_384 : limit);
    assertThat(answer.getOPT() != null).as("OPT survives the cut").isEqualTo(payload != 0);
  }
}
