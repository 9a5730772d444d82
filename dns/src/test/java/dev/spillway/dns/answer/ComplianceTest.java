package dev.spillway.dns.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The checks of ISC's EDNS compliance tester (genreport), byte by byte: what a server must make of
 * flags, versions, options, opcodes and types that it does not know; over both transports, for a
 * signed zone and one that is not.
 */
@ParameterizedClass(name = "stream {0}, signed {1}")
@CsvSource({"false, false", "false, true", "true, false", "true, true"})
class ComplianceTest {
  @Parameter(0)
  boolean stream;

  @Parameter(1)
  boolean signed;

  private static final String SOA = "076578616d706c6503636f6d0000060001";
  private static final String TYPE1000 = "076578616d706c6503636f6d0003e80001";
  private static final String SHOP = "0473686f70076578616d706c6503636f6d0000010001";

  private final Snapshot plain = World.snapshot(World.shop(0.4));
  private final Snapshot zoo = Zoo.snapshot();
  private final Answerer answerer =
      new Answerer(new SlotDraws(1), new Identity("ns1".getBytes(), 3, 4));

  private byte[] ask(String hex) {
    byte[] answer = ask(hex, stream);
    assertThat(answer.length).isLessThanOrEqualTo(stream ? Wire.STREAM : Wire.UDP_EDNS);
    return answer;
  }

  private byte[] ask(String hex, boolean overStream) {
    byte[] query = HexFormat.of().parseHex(hex.replace(" ", ""));
    byte[] out = new byte[overStream ? Wire.STREAM : Wire.UDP_EDNS];
    Source source = new Source();
    source.v4(0xC0000201);
    int length =
        answerer.answer(signed ? zoo : plain, query, query.length, source, overStream, 0, out);
    return Arrays.copyOf(out, length);
  }

  private static final int TC = 0x0200;

  /** A header with these flags, one question, and one additional record when there is one. */
  private static String message(String flags, String question, String opt) {
    String additional = opt.isEmpty() ? "0000" : "0001";
    return "abcd" + flags + "000100000000" + additional + question + opt;
  }

  private static String opt(int version, String flags, String options) {
    return opt(4096, version, flags, options);
  }

  private static String opt(int payload, int version, String flags, String options) {
    int length = options.length() / 2;
    return "000029%04x00%02x%s%04x%s".formatted(payload, version, flags, length, options);
  }

  private static int flags(byte[] answer) {
    return Bytes.u16(answer, 2);
  }

  private static int rcode(byte[] answer) {
    return flags(answer) & 15;
  }

  private static int count(byte[] answer, int section) {
    return Bytes.u16(answer, 4 + 2 * section);
  }

  /** The answer's OPT record from its type on; it is last. */
  private static String lastOpt(byte[] answer) {
    String hex = HexFormat.of().formatHex(answer);
    return hex.substring(hex.lastIndexOf("00002904d0") + 2);
  }

  @Test
  void plainSoa() {
    byte[] answer = ask(message("0000", SOA, ""));
    assertThat(flags(answer)).as("a response with authority").isEqualTo(0x8400);
    assertThat(count(answer, 1)).isEqualTo(1);
    assertThat(count(answer, 3)).as("no OPT").isZero();
  }

  @Test
  void unknownType() {
    byte[] answer = ask(message("0000", TYPE1000, ""));
    assertThat(rcode(answer)).isZero();
    assertThat(count(answer, 1)).isZero();
    assertThat(count(answer, 2)).as("the SOA").isEqualTo(1);
  }

  @ParameterizedTest(name = "flags {0} give {1}")
  @CsvSource({
    "0100, 8500", // RD comes back
    "0010, 8400", // CD is for resolvers
    "0020, 8400", // AD too
    "0040, 8400", // Z must be 0 in answers
    "0080, 8400", // RA: we do not recurse
    "0200, 8400", // TC of a query means nothing
    "0400, 8400", // AA of a query means nothing
  })
  void headerFlags(String asked, String answered) {
    byte[] answer = ask(message(asked, SOA, ""));
    assertThat("%04x".formatted(flags(answer))).isEqualTo(answered);
    assertThat(count(answer, 1)).isEqualTo(1);
  }

  @Test
  void edns() {
    byte[] answer = ask(message("0000", SOA, opt(0, "0000", "")));
    assertThat(rcode(answer)).isZero();
    assertThat(count(answer, 1)).isEqualTo(1);
    assertThat(lastOpt(answer)).isEqualTo("002904d0000000000000");
  }

  @ParameterizedTest
  @CsvSource(
      value = {"1;''", "1;00640000", "100;''"},
      delimiter = ';')
  void laterVersionsAreBadversWithVersionZero(int version, String options) {
    byte[] answer = ask(message("0000", SOA, opt(version, "0000", options)));
    assertThat(rcode(answer)).isZero();
    assertThat(count(answer, 1)).as("no SOA").isZero();
    assertThat(lastOpt(answer)).as("upper bits of 16, version 0").isEqualTo("002904d0010000000000");
  }

  @Test
  void unknownOptionsAreNotEchoed() {
    byte[] answer = ask(message("0000", SOA, opt(0, "0000", "0064000412345678")));
    assertThat(count(answer, 1)).isEqualTo(1);
    assertThat(lastOpt(answer)).isEqualTo("002904d0000000000000");
  }

  @Test
  void unknownEdnsFlagsAreNotEchoedAndDoIs() {
    assertThat(lastOpt(ask(message("0000", SOA, opt(0, "0080", "")))))
        .isEqualTo("002904d0000000000000");
    assertThat(lastOpt(ask(message("0000", SOA, opt(0, "8000", "")))))
        .isEqualTo("002904d0000080000000");
  }

  /** NSID, client subnet, expire (which means nothing here), cookie, all at once. */
  @Test
  void aListOfOptions() {
    String options = "00030000" + "00080007000118 00c00002".replace(" ", "") + "00090000";
    byte[] answer =
        ask(message("0000", SHOP, opt(0, "0000", options + "000a00080102030405060708")));
    String back = lastOpt(answer);
    assertThat(back).contains("0008000700011818c00002").as("scope 24");
    assertThat(back).contains("000300036e7331").as("ns1");
    assertThat(back).contains("000a00180102030405060708010000000000");
    assertThat(back).doesNotContain("00090000");
  }

  @ParameterizedTest
  @CsvSource({"1", "7", "9", "15", "41"})
  void cookiesOfOtherLengthsAreMalformed(int length) {
    String option = "000a%04x".formatted(length) + "00".repeat(length);
    assertThat(rcode(ask(message("0000", SOA, opt(0, "0000", option))))).isEqualTo(Wire.FORMERR);
  }

  @Test
  void aQueryWithoutAQuestionGetsACookie() {
    String query = "abcd0000 0000 0000 0000 0001" + opt(0, "0000", "000a00080102030405060708");
    byte[] answer = ask(query);
    assertThat(rcode(answer)).as("RFC 7873 section 5.4").isZero();
    assertThat(count(answer, 0)).isZero();
    assertThat(lastOpt(answer)).contains("000a00180102030405060708");
    assertThat(rcode(ask("abcd0000 0000 0000 0000 0000"))).isEqualTo(Wire.FORMERR);
  }

  @Test
  void otherOpcodes() {
    byte[] answer = ask(message("7800", SOA, ""));
    assertThat(rcode(answer)).isEqualTo(Wire.NOTIMP);
    assertThat(flags(answer) & 0x7800).isEqualTo(0x7800);
  }

  @Test
  void errorsSayMoreToThoseWhoSpeakEdns() {
    String elsewhere = "0965 6c73657768657265 04 74657374 00 00010001".replace(" ", "");
    byte[] answer = ask(message("0000", elsewhere, opt(0, "0000", "")));
    assertThat(rcode(answer)).isEqualTo(Wire.REFUSED);
    assertThat(lastOpt(answer)).as("not authoritative").endsWith("000f00020014");
    byte[] chaos = ask(message("0000", "0776657273696f6e0462696e640000100003", opt(0, "0000", "")));
    assertThat(rcode(chaos)).isEqualTo(Wire.REFUSED);
    assertThat(lastOpt(chaos)).as("not supported").endsWith("000f00020015");
  }

  @Test
  void twoOptRecordsAreMalformed() {
    String two = message("0000", SOA, opt(0, "0000", "") + opt(0, "0000", ""));
    two = two.substring(0, 20) + "0002" + two.substring(24);
    assertThat(rcode(ask(two))).isEqualTo(Wire.FORMERR);
  }

  @ParameterizedTest(name = "flags {0} give {1}")
  @CsvSource({
    "7ff0, f900", // opcode 15 and each flag but QR and the rcode
    "2bf0, a900", // NOTIFY
    "17f0, 9100", // STATUS
  })
  void otherOpcodesWithAllFlags(String asked, String answered) {
    byte[] answer = ask(message(asked, SOA, opt(0, "0000", "")));
    assertThat(flags(answer) & ~15).isEqualTo(Integer.parseInt(answered, 16));
    assertThat(rcode(answer)).isEqualTo(Wire.NOTIMP);
  }

  /** Two proofs of a name of 63 letters: more than 512 bytes with their signatures. */
  @Test
  void aSignedAnswerKeepsTo512WhereThatIsOffered() {
    String none = "3f" + "78".repeat(63) + "076578616d706c6503636f6d0000010001";
    String query = message("0000", none, opt(512, 0, "8000", ""));
    byte[] whole = ask(query, true);
    assertThat(flags(whole) & TC).as("nothing is cut over TCP").isZero();
    assertThat(whole.length > 512).isEqualTo(signed);
    byte[] answer = ask(query);
    assertThat(rcode(answer)).isEqualTo(Wire.NXDOMAIN);
    assertThat((flags(answer) & TC) != 0).isEqualTo(!stream && signed);
    assertThat(count(answer, 2) == 0).as("a cut answer is empty").isEqualTo(!stream && signed);
    assertThat(answer.length <= 512).isEqualTo(!stream || !signed);
    assertThat(lastOpt(answer)).as("OPT survives").isEqualTo("002904d0000080000000");
  }

  @Test
  void signaturesComeWithACookie() {
    byte[] answer = ask(message("0000", SOA, opt(0, "8000", "000a00080102030405060708")));
    assertThat(rcode(answer)).isZero();
    assertThat(count(answer, 1)).as("the SOA and its signature").isEqualTo(signed ? 2 : 1);
    assertThat(lastOpt(answer))
        .startsWith("002904d000008000001c")
        .contains("000a00180102030405060708");
  }

  /** Each option alone: what is known is answered, all else is left out. */
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "nsid, 00030000, 000300036e7331",
    "expire, 00090000, ''",
    "cookie, 000a00080102030405060708, 000a00180102030405060708",
    "no subnet please, 0008000400010000, 0008000400010000",
    "keepalive, 000b0000, ''",
    "padding, 000c000400000000, ''",
    "chain, 000d000100, ''",
  })
  void oneOption(String check, String option, String back) {
    byte[] answer = ask(message("0000", SOA, opt(0, "0000", option)));
    assertThat(rcode(answer)).isZero();
    assertThat(count(answer, 1)).isEqualTo(1);
    String said = lastOpt(answer);
    assertThat(said.substring(20)).as(check).startsWith(back);
    assertThat(said.length() > 20).as("nothing unasked for").isEqualTo(!back.isEmpty());
  }

  /** As dig asks from 9.11 on when nothing is said: RD, AD, EDNS, a cookie. */
  @Test
  void whatDigAsksByItself() {
    byte[] answer = ask(message("0120", SHOP, opt(0, "0000", "000a00080102030405060708")));
    assertThat("%04x".formatted(flags(answer))).isEqualTo("8500");
    assertThat(count(answer, 1)).isEqualTo(1);
    assertThat(lastOpt(answer)).contains("000a00180102030405060708");
  }

  @ParameterizedTest
  @CsvSource({
    "8000, '', 8000",
    "0080, '', 0000",
    "8080, '', 8000",
    "0000, 00030000, 0000",
    "8000, 00030000, 8000",
    "0000, 00090000, 0000",
    "0000, 000a00080102030405060708, 0000",
    "0000, 0008000400010000, 0000",
    "0080, 0064000412345678, 0000",
  })
  void laterVersionsWithFlagsOrOptionsAreBadversToo(String flags, String options, String back) {
    byte[] answer = ask(message("0000", SOA, opt(1, flags, options)));
    assertThat(rcode(answer)).isZero();
    assertThat(count(answer, 1)).isZero();
    assertThat(count(answer, 2)).isZero();
    assertThat(lastOpt(answer))
        .as("BADVERS, version 0, DO as asked (RFC 3225), no option")
        .isEqualTo("002904d00100" + back + "0000");
  }
}
