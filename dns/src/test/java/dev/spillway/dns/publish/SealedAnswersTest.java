package dev.spillway.dns.publish;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.dns.engine.Engines;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.Type;

/** Answers to queries that are signed with a key (TSIG): how long they are, and what is counted. */
class SealedAnswersTest {
  private static final byte[] OTHER = new byte[32];

  @TempDir Path folder = Path.of("");
  private Siege siege;

  @BeforeEach
  void start() throws Exception {
    siege = new Siege(folder, Engines.Kind.BEST);
  }

  @AfterEach
  void stop() {
    siege.close();
  }

  private static TSIG key(String name, byte[] secret) {
    return new TSIG(TSIG.HMAC_SHA256, Name.fromConstantString(name + "."), secret);
  }

  private static TSIG right() {
    return key(Stage.KEY, Base64.getDecoder().decode(Stage.SECRET));
  }

  private static Message query(String name, int type, int payload) {
    Message query =
        Message.newQuery(Record.newRecord(Name.fromConstantString(name), type, DClass.IN));
    if (payload > 0) {
      query.addRecord(new OPTRecord(payload, 0, 0, Flags.DO), Section.ADDITIONAL);
    }
    return query;
  }

  @Test
  void aGoodSignatureIsAnsweredWithOne() throws Exception {
    Message query = query("example.com.", Type.SOA, 1232);
    right().apply(query, null);
    byte[] wire = query.toWire();
    byte[] answer = siege.ask(wire);
    Message read = new Message(answer);
    assertThat(read.getSection(Section.ANSWER)).isNotEmpty();
    assertThat(right().verify(read, answer, new Message(wire).getTSIG())).isEqualTo(Rcode.NOERROR);
  }

  @ParameterizedTest(name = "{0} bytes more than without a signature")
  @CsvSource({"0, true", "20, true", "150, false"})
  void theSignatureCountsToo(int more, boolean cut) throws Exception {
    String name = "zzz.example.com.";
    int unsigned = siege.ask(query(name, Type.A, 1232).toWire()).length;
    assertThat(unsigned).as("so that the payload decides").isBetween(512, 1000);
    Message query = query(name, Type.A, unsigned + more);
    right().apply(query, null);
    byte[] wire = query.toWire();
    byte[] answer = siege.ask(wire);
    assertThat(answer.length).isLessThanOrEqualTo(unsigned + more);
    Message read = new Message(answer);
    assertThat(read.getHeader().getFlag(Flags.TC)).isEqualTo(cut);
    assertThat(read.getTSIG()).as("signed also when it is cut").isNotNull();
    assertThat(right().verify(read, answer, new Message(wire).getTSIG())).isEqualTo(Rcode.NOERROR);
  }

  @Test
  void whatIsAnsweredIsCounted() throws Exception {
    Message query = query("shop.example.com.", Type.A, 0);
    key(Stage.KEY, OTHER).apply(query, null);
    byte[] answer = siege.ask(query.toWire());
    assertThat(answer[3] & 15).isEqualTo(Rcode.NOTAUTH);
    assertThat(new Message(answer).getTSIG().getError()).isEqualTo(Rcode.BADSIG);
    assertThat(siege.count("spillway_dns_responses_total{rcode=\"NOTAUTH\"}")).isEqualTo(1);
    assertThat(siege.count("spillway_dns_responses_total{rcode=\"NOERROR\"}")).isZero();
    assertThat(siege.stage.server.answers("shop.example.com").values())
        .as("no site was named")
        .containsOnly(0L);
  }

  @Test
  void aKeyThatNobodyKnowsIsSaidToBe() throws Exception {
    for (String name : List.of("who.example.com", "a.b.c.d.e", "WHO.EXAMPLE.COM")) {
      Message query = query("shop.example.com.", Type.A, 1232);
      key(name, OTHER).apply(query, null);
      byte[] wire = query.toWire();
      for (byte[] answer : List.of(siege.ask(wire), siege.stream(Siege.framed(wire)).getFirst())) {
        Message read = new Message(answer);
        assertThat(read.getHeader().getID()).isEqualTo(query.getHeader().getID());
        assertThat(read.getRcode()).isEqualTo(Rcode.NOTAUTH);
        assertThat(read.getQuestion().getName()).hasToString("shop.example.com.");
        assertThat(read.getSection(Section.ANSWER)).isEmpty();
        assertThat(read.getTSIG().getName().toString()).isEqualToIgnoringCase(name + ".");
        assertThat(read.getTSIG().getAlgorithm()).isEqualTo(TSIG.HMAC_SHA256);
        assertThat(read.getTSIG().getError()).isEqualTo(Rcode.BADKEY);
        assertThat(read.getTSIG().getSignature()).isEmpty();
        assertThat(answer.length).as("no more than was asked").isLessThan(wire.length);
      }
    }
    assertThat(siege.count("spillway_dns_responses_total{rcode=\"NOTAUTH\"}")).isEqualTo(6);
    siege.assertUnharmed();
  }

  @Test
  void anAlgorithmWithALabelOfAHundredBytesIsMalformed() throws Exception {
    Message query = query("shop.example.com.", Type.A, 1232);
    key("who.example.com", OTHER).apply(query, null);
    byte[] wire = query.toWire();
    String text = new String(wire, ISO_8859_1);
    int algorithm = text.indexOf("\u000bhmac-sha256");
    byte[] long100 = new byte[wire.length + 89];
    System.arraycopy(wire, 0, long100, 0, algorithm);
    long100[algorithm] = 100;
    System.arraycopy(wire, algorithm + 1, long100, algorithm + 1 + 89, wire.length - algorithm - 1);
    long100[algorithm - 1] += 89;
    byte[] answer = siege.ask(long100);
    assertThat(answer[3] & 15).isEqualTo(Rcode.FORMERR);
    assertThat(siege.count("spillway_dns_faults_total")).isZero();
  }

  @Test
  void aKeysNameMayBeCompressedAndInAnyCase() throws Exception {
    Message query = query("XFR.example.COM.", Type.A, 0);
    key("XFR.example.com", Base64.getDecoder().decode(Stage.SECRET)).apply(query, null);
    byte[] wire = query.toWire();
    assertThat(siege.ask(wire)[3] & 15).isEqualTo(Rcode.NXDOMAIN);
    int name = 12 + Stage.KEY.length() + 2 + 4;
    byte[] pointed = new byte[wire.length - Stage.KEY.length()];
    System.arraycopy(wire, 0, pointed, 0, name);
    pointed[name] = (byte) 0xC0;
    pointed[name + 1] = 12;
    int behind = name + Stage.KEY.length() + 2;
    System.arraycopy(wire, behind, pointed, name + 2, wire.length - behind);
    assertThat(siege.ask(pointed)[3] & 15).isEqualTo(Rcode.NXDOMAIN);
  }
}
