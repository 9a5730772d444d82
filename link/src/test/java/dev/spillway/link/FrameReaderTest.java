package dev.spillway.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class FrameReaderTest {

  /** What came, one line for each frame; data joined over pieces. */
  private static final class Seen implements FrameReader.Sink {
    private final List<String> controls = new ArrayList<>();
    private int dataBytes;

    @Override
    public void data(int stream, ByteBuffer bytes) {
      assertThat(stream).isPositive();
      assertThat(bytes.remaining()).isBetween(1, Frames.MAX_PAYLOAD);
      dataBytes += bytes.remaining();
    }

    @Override
    public void control(FrameType type, int stream, ByteBuffer payload) {
      assertThat(payload.remaining()).isBetween(type.least(), type.most());
      assertThat(stream > 0).isEqualTo(type.isOfStream());
      controls.add(type + " " + stream + " " + payload.remaining());
    }
  }

  @Property(tries = 3000)
  void anyBytesEitherAreFramesWithinTheLimitsOrEndTheSession(
      @ForAll @Size(max = 300) byte[] bytes) {
    Seen seen = new Seen();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      new FrameReader(seen).accept(in);
      assertThat(in.remaining()).isLessThan(Frames.HEADER + Frames.MAX_PAYLOAD);
    } catch (ProtocolException e) {
      assertThat(e).hasMessageStartingWith("frame of type ");
    }
    assertThat(seen.dataBytes).isLessThanOrEqualTo(bytes.length);
  }

  @Property(tries = 3000)
  void aHeaderThatIsNearlyRightKeepsToTheLimits(
      @ForAll @IntRange(max = 15) int type,
      @ForAll @IntRange(max = 70_000) int length,
      @ForAll int stream) {
    Seen seen = new Seen();
    ByteBuffer in = ByteBuffer.allocate(Frames.HEADER + length);
    in.putInt(0, type << 24 | length).putInt(4, stream);
    FrameType known = FrameType.of(type);
    boolean fits =
        known != null
            && length >= known.least()
            && length <= known.most()
            && (known.isOfStream() ? stream > 0 : stream == 0);
    boolean taken;
    try {
      new FrameReader(seen).accept(in);
      taken = true;
    } catch (ProtocolException e) {
      taken = false;
    }
    assertThat(taken).isEqualTo(fits);
    assertThat(!in.hasRemaining()).isEqualTo(fits);
  }

  @Property(tries = 500)
  void framesAreTheSameHoweverTheirBytesAreCut(
      @ForAll @Size(min = 1, max = 20) List<@IntRange(min = 1, max = 3000) Integer> lengths,
      @ForAll @IntRange(min = 1, max = 2000) int piece)
      throws ProtocolException {
    ByteBuffer all = ByteBuffer.allocate(100_000);
    int total = 0;
    for (int length : lengths) {
      Frames.header(all, all.position(), FrameType.DATA, 7, length);
      all.position(all.position() + Frames.HEADER + length);
      all.put(Frames.reset(9, Reason.LIMIT, "x".repeat(length)));
      total += length;
    }
    all.flip();
    Seen seen = new Seen();
    FrameReader reader = new FrameReader(seen);
    ByteBuffer in = ByteBuffer.allocate(Frames.HEADER + Frames.MAX_PAYLOAD + piece);
    while (all.hasRemaining()) {
      int next = Math.min(piece, all.remaining());
      in.put(all.slice(all.position(), next));
      all.position(all.position() + next);
      reader.accept(in.flip());
      in.compact();
    }
    assertThat(in.position()).isZero();
    assertThat(seen.dataBytes).isEqualTo(total);
    assertThat(seen.controls)
        .containsExactlyElementsOf(
            lengths.stream().map(length -> "RESET 9 " + Math.min(1 + length, 1024)).toList());
  }
}
