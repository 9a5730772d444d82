package dev.spillway.dns.publish;

import dev.spillway.core.SteeredHost;
import dev.spillway.dns.Rows;
import dev.spillway.dns.TableText;
import dev.spillway.dns.answer.World;
import dev.spillway.dns.fuzz.Corpus;
import dev.spillway.dns.fuzz.Digest;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Where changes of what controller and nodes say begin, in the form of {@link FeedTarget}. */
final class FeedSeeds {
  private static final Rows ROWS = Rows.of(7, World.shop(0.4).drawn(SteeredHost.Draw.STICKY));

  private FeedSeeds() {}

  static List<byte[]> all() {
    List<byte[]> all = new ArrayList<>();
    all.add(as('F', stream()));
    all.add(as('U', update()));
    all.add(as('M', bareUpdate()));
    all.add(as('T', bareTable()));
    all.addAll(Corpus.found("feed"));
    return all;
  }

  /** The seeds of one kind, without its letter. */
  static List<byte[]> of(char kind) {
    return all().stream()
        .filter(seed -> seed.length > 0 && seed[0] == kind)
        .map(seed -> Arrays.copyOfRange(seed, 1, seed.length))
        .toList();
  }

  private static byte[] update() {
    return new Update(ROWS, true, List.of(), true).bytes();
  }

  private static byte[] bareUpdate() {
    ByteBuffer all = ByteBuffer.wrap(update());
    byte flags = all.get();
    byte[] zones = new byte[all.getInt()];
    all.get(zones);
    byte[] bare = Digest.without(zones);
    byte[] head = ByteBuffer.allocate(5).put(flags).putInt(bare.length).array();
    return FeedTarget.joined(head, FeedTarget.joined(bare, bareTable()));
  }

  private static byte[] bareTable() {
    byte[] table = TableText.write(ROWS);
    int seal = new String(table, StandardCharsets.US_ASCII).lastIndexOf("\nsha256 ");
    return Arrays.copyOf(table, seal);
  }

  private static byte[] stream() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    try {
      Frames.write(Frames.of(Frames.UPDATE, update()), out);
      Frames.write(Frames.of(Frames.PING, new byte[0]), out);
      Frames.write(Frames.ack(7, "0123456789abcdef"), out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] as(char kind, byte[] bytes) {
    return FeedTarget.joined(new byte[] {(byte) kind}, bytes);
  }
}
