package dev.spillway.dns.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Share;
import dev.spillway.core.SteeredHost.SiteAnswer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Message;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * What a signed zone says of a steered name when it is asked for "any" record or for signatures.
 */
class SignedSteeredTest extends AnswererCase {
  /** Steered, and nothing else; shop.example.com has a TXT as well. */
  private static final String ALONE = "shop.eu.example.com.";

  @BeforeEach
  void sign() {
    snapshot = Zoo.snapshot();
  }

  private static List<Integer> types(Message answer, int section) {
    return answer.getSection(section).stream().map(Record::getType).toList();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anyGivesTheDrawnSitesAddressesAndNeverNodata(boolean signatures) throws IOException {
    Message answer = ask(asking(ALONE, Type.ANY, signatures));
    assertThat(types(answer, Section.ANSWER))
        .isEqualTo(signatures ? List.of(Type.A, Type.RRSIG) : List.of(Type.A));
    assertThat(answer.getSection(Section.ANSWER).getFirst().rdataToString())
        .isEqualTo(World.CLOUD_V4);
    assertThat(answerer.counter()).as("it names a site").isNotNegative();
    assertThat(answer.getSection(Section.AUTHORITY)).isEmpty();
  }

  @Test
  void rrsigGivesTheSignaturesOverThoseAddresses() throws IOException {
    Message answer = ask(asking(ALONE, Type.RRSIG, true));
    assertThat(types(answer, Section.ANSWER)).containsExactly(Type.RRSIG);
    assertThat(answer.getSection(Section.ANSWER).getFirst()).isInstanceOf(RRSIGRecord.class);
    assertThat(answer.getSection(Section.AUTHORITY)).isEmpty();
    assertThat(answerer.counter()).as("it names none").isEqualTo(-1);
  }

  @Test
  void whereNoSiteHasIpv4ItIsAboutIpv6() throws IOException {
    snapshot =
        Zoo.snapshot(
            World.row(
                "shop.eu.example.com", new SiteAnswer("a", Share.ALL, List.of(World.CLOUD_V6))));
    assertThat(types(ask(asking(ALONE, Type.ANY, true)), Section.ANSWER))
        .containsExactly(Type.AAAA, Type.RRSIG);
  }

  @Test
  void whatElseANameHoldsAnswersAny() throws IOException {
    assertThat(types(ask(asking("shop.example.com.", Type.ANY, true)), Section.ANSWER))
        .containsExactly(Type.TXT, Type.RRSIG);
  }

  private static Message asking(String name, int type, boolean signatures) {
    Message query = query(name, type);
    query.addRecord(
        new org.xbill.DNS.OPTRecord(1232, 0, 0, signatures ? org.xbill.DNS.Flags.DO : 0),
        Section.ADDITIONAL);
    return query;
  }
}
