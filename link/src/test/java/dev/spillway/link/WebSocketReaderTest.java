package dev.spillway.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebSocketReaderTest {

  /** What came besides data. */
  private static final class Seen implements WebSocketReader.Sink {
    private final List<String> all = new ArrayList<>();

    @Override
    public void ping(ByteBuffer payload) {
      assertThat(payload.remaining()).isLessThanOrEqualTo(WebSocketFrames.MOST_CONTROL);
      all.add("ping " + Frames.text(payload));
    }

    @Override
    public void close(int code, String reason) {
      all.add("close " + code + " " + reason);
    }
  }

  private final Seen seen = new Seen();

  private String read(boolean fromClient, String hex) throws WebSocketException {
    ByteBuffer out = ByteBuffer.allocate(2000);
    ByteBuffer in = ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", "")));
    new WebSocketReader(fromClient, seen).accept(in, out);
    return Frames.text(out.flip());
  }

  @Test
  void theExamplesOfTheStandard() throws Exception {
    // RFC 6455 section 5.7, with binary in the place of text
    assertThat(read(false, "8205 48656c6c6f")).isEqualTo("Hello");
    assertThat(read(true, "8285 37fa213d 7f9f4d5158")).isEqualTo("Hello");
    assertThat(read(false, "0203 48656c 8002 6c6f")).isEqualTo("Hello");
    assertThat(read(false, "8905 48656c6c6f")).isEmpty();
    assertThat(read(true, "8a85 37fa213d 7f9f4d5158")).isEmpty();
    assertThat(seen.all).containsExactly("ping Hello");
  }

  @Test
  void aPingBetweenThePartsOfAMessageIsNoPartOfIt() throws Exception {
    assertThat(read(false, "0203 48656c 8901 21 8002 6c6f")).isEqualTo("Hello");
    assertThat(seen.all).containsExactly("ping !");
  }

  @Test
  void aCloseSaysWhyAndNothingCountsAfterIt() throws Exception {
    assertThat(read(false, "8804 03e9 6f6b 8201 21")).isEmpty();
    assertThat(read(false, "8800")).isEmpty();
    assertThat(seen.all).containsExactly("close 1001 ok", "close 1005 ");
  }

  @ParameterizedTest
  @CsvSource({
    "false, 8285 37fa213d 7f9f4d5158,  1002, masked by a server",
    "true,  8205 48656c6c6f,           1002, not masked by a client",
    "false, c205 48656c6c6f,           1002, bits of an extension",
    "false, 8105 48656c6c6f,           1003, text",
    "false, 8300,                      1002, unknown kind 3",
    "false, 8b00,                      1002, unknown kind 11",
    "false, 8000,                      1002, continuation of nothing",
    "false, 0200 8200,                 1002, message within a message",
    "false, 0900,                      1002, control frame that is long or in parts",
    "false, 897e007e,                  1002, control frame that is long or in parts",
    "false, 8801 03,                   1002, half a code",
    "false, 827e0005,                  1002, longer form than needed",
    "false, 827f000000000000ffff,      1002, longer form than needed",
    "false, 827f0000000000100001,      1009, a frame of 1048577 bytes",
    "false, 827fffffffffffffffff,      1009, a frame of 18446744073709551615 bytes",
  })
  void whatIsWrongHasItsCode(boolean fromClient, String hex, int code, String words) {
    assertThatThrownBy(() -> read(fromClient, hex))
        .isInstanceOfSatisfying(WebSocketException.class, e -> assertThat(e.code).isEqualTo(code))
        .hasMessageContaining(words);
  }

  @Property(tries = 3000)
  void anyBytesEitherAreFramesWithinTheLimitsOrEndTheWebSocket(
      @ForAll @Size(max = 300) byte[] bytes, @ForAll boolean fromClient) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    ByteBuffer out = ByteBuffer.allocate(300);
    Seen heard = new Seen();
    try {
      new WebSocketReader(fromClient, heard).accept(in, out);
      boolean closed = heard.all.stream().anyMatch(each -> each.startsWith("close"));
      assertThat(closed || in.remaining() < WebSocketFrames.MOST_HEADER + 125).isTrue();
    } catch (WebSocketException e) {
      assertThat(e.code).isIn(1002, 1003, 1009);
    }
    assertThat(out.position()).isLessThanOrEqualTo(bytes.length);
  }

  @Property(tries = 500)
  void whatWasWrittenIsReadHoweverItIsCut(
      @ForAll boolean client, @ForAll long seed, @ForAll @IntRange(min = 1, max = 4000) int cut)
      throws Exception {
    Random random = new Random(seed);
    byte[] all = new byte[random.nextInt(140_000)];
    random.nextBytes(all);
    ByteBuffer wire = ByteBuffer.allocate(all.length + 20_000);
    for (ByteBuffer left = ByteBuffer.wrap(all); left.hasRemaining() && wire.remaining() > 200; ) {
      int length = Math.min(left.remaining(), 1 + random.nextInt(70_000));
      WebSocketFrames.put(wire, WebSocketFrames.BINARY, left, length, client, random.nextInt());
    }
    ByteBuffer out = ByteBuffer.allocate(all.length);
    WebSocketReader reader = new WebSocketReader(client, seen);
    ByteBuffer in = ByteBuffer.allocate(20_000).limit(0);
    wire.flip();
    while (wire.hasRemaining()) {
      in.compact();
      int length = Math.min(cut, Math.min(wire.remaining(), in.remaining()));
      in.put(wire.slice(wire.position(), length)).flip();
      wire.position(wire.position() + length);
      reader.accept(in, out);
    }
    if (in.hasRemaining() || out.hasRemaining()) {
      fail("left: " + in + ", missing: " + out);
    }
    assertThat(out.array()).isEqualTo(all);
  }
}
