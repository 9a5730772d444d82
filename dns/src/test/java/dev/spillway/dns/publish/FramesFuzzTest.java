package dev.spillway.dns.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.SteeredHost;
import dev.spillway.dns.Rows;
import dev.spillway.dns.TableText;
import dev.spillway.dns.answer.World;
import dev.spillway.dns.fuzz.Mutator;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What goes between controller and nodes, with some bytes changed: refused or taken. */
@Timeout(value = 2, unit = TimeUnit.HOURS)
class FramesFuzzTest {
  private static final int MOST_BYTES = 2_000;
  private static final SteeredHost ROW = World.shop(0.4);
  private static final Rows ROWS = Rows.of(7, ROW.drawn(SteeredHost.Draw.STICKY));
  private static final byte[] TABLE = TableText.write(ROWS);

  private static byte[] stream() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    Frames.write(Frames.of(Frames.UPDATE, new Update(ROWS, true, List.of(), true).bytes()), out);
    Frames.write(Frames.of(Frames.PING, new byte[0]), out);
    Frames.write(Frames.ack(7, "0123456789abcdef"), out);
    return bytes.toByteArray();
  }

  @Test
  void changedFramesAreReadOrEndTheConnection() throws IOException {
    List<byte[]> from = List.of(stream());
    Mutator mutator = new Mutator(31, MOST_BYTES);
    int frames = 0;
    int ends = 0;
    while (mutator.more()) {
      byte[] bytes = mutator.change(from);
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
      try {
        while (true) {
          assertThat(Frames.read(in, MOST_BYTES).content().length).isLessThanOrEqualTo(MOST_BYTES);
          frames++;
        }
      } catch (IOException e) {
        ends++;
      } catch (RuntimeException e) {
        throw new AssertionError(HexFormat.of().formatHex(bytes), e);
      }
    }
    assertThat(frames).isPositive();
    assertThat(ends).isPositive();
  }

  @Test
  void changedUpdatesAreTakenOrRefused() {
    List<byte[]> from = List.of(new Update(ROWS, true, List.of(), true).bytes());
    Mutator mutator = new Mutator(33, MOST_BYTES);
    int refused = 0;
    while (mutator.more()) {
      byte[] bytes = mutator.change(from);
      try {
        assertThat(Update.read(bytes).rows().version()).isNotNegative();
      } catch (IllegalArgumentException e) {
        assertThat(e.getMessage()).isNotBlank();
        refused++;
      } catch (RuntimeException e) {
        throw new AssertionError(HexFormat.of().formatHex(bytes), e);
      }
    }
    assertThat(refused).isPositive();
  }

  /** The digest is made right again, so that what lies before it is reached. */
  @Test
  void changedTablesAreTakenOrRefused() throws Exception {
    int seal = new String(TABLE, StandardCharsets.US_ASCII).lastIndexOf("sha256 ");
    List<byte[]> from = List.of(Arrays.copyOf(TABLE, seal));
    Mutator mutator = new Mutator(32, MOST_BYTES);
    int taken = 0;
    int refused = 0;
    while (mutator.more()) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      bytes.writeBytes(mutator.change(from));
      bytes.write('\n');
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray());
      String last = "sha256 " + HexFormat.of().formatHex(digest) + "\n";
      bytes.writeBytes(last.getBytes(StandardCharsets.US_ASCII));
      try {
        TableText.read(bytes.toByteArray());
        taken++;
      } catch (IllegalArgumentException e) {
        assertThat(e.getMessage()).isNotBlank();
        refused++;
      } catch (RuntimeException e) {
        throw new AssertionError(bytes.toString(StandardCharsets.ISO_8859_1), e);
      }
    }
    assertThat(taken).isPositive();
    assertThat(refused).isPositive();
  }
}
