package dev.spillway.dns.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The test vectors of RFC 9018, appendix A, and what makes a cookie stale. */
class CookiesTest {
  private static final long MADE = 1_559_731_985;

  private static Identity identity(String secret) {
    byte[] bytes = HexFormat.of().parseHex(secret);
    return new Identity(new byte[0], Bytes.i64(bytes, 0), Bytes.i64(bytes, 8));
  }

  private static Source source(String address) {
    Source source = new Source();
    source.set(InetAddress.ofLiteral(address));
    return source;
  }

  @ParameterizedTest
  @CsvSource({
    "2464c4abcf10c957, 198.51.100.100, 1559731985, e5e973e5a6b2a43f48e7dc849e37bfcf,"
        + " 010000005cf79f111f8130c3eee29480",
    "fc93fc62807ddb86, 203.0.113.203, 1559734700, e5e973e5a6b2a43f48e7dc849e37bfcf,"
        + " 010000005cf7a9acf73a7810aca2381e",
    "22681ab97d52c298, 2001:db8:220:1:59de:d0f4:8769:82b8, 1559741961,"
        + " 445536bcd2513298075a5d379663c962, 010000005cf7c609a6bb79d16625507a",
  })
  void cookiesAreThoseOfTheStandard(
      String client, String address, long time, String secret, String server) {
    byte[] out = new byte[Cookies.SERVER_COOKIE];
    new Cookies()
        .write(HexFormat.of().parseHex(client), source(address), time, identity(secret), out, 0);
    assertThat(HexFormat.of().formatHex(out)).isEqualTo(server);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 198.51.100.100, true",
    "3600, 198.51.100.100, true",
    "3601, 198.51.100.100, false",
    "-300, 198.51.100.100, true",
    "-301, 198.51.100.100, false",
    "0, 198.51.100.101, false",
  })
  void aCookieIsGoodForItsAddressAndAnHour(long later, String address, boolean good) {
    byte[] cookie = HexFormat.of().parseHex("2464c4abcf10c957010000005cf79f111f8130c3eee29480");
    Identity identity = identity("e5e973e5a6b2a43f48e7dc849e37bfcf");
    assertThat(new Cookies().good(cookie, cookie.length, source(address), MADE + later, identity))
        .isEqualTo(good);
  }

  @Test
  void aChangedCookieIsNotGood() {
    byte[] cookie = HexFormat.of().parseHex("2464c4abcf10c957010000005cf79f111f8130c3eee29481");
    Identity identity = identity("e5e973e5a6b2a43f48e7dc849e37bfcf");
    assertThat(new Cookies().good(cookie, 24, source("198.51.100.100"), MADE, identity)).isFalse();
  }
}
