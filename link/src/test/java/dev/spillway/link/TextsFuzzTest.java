package dev.spillway.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Texts of the other end either mean something or end the session; nothing else happens. */
class TextsFuzzTest {
  /** Anything, with many of the marks that these texts are made of. */
  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> marks =
        Arbitraries.of(
            "\n", "\r\n", ":", "=", ",", "\t", " ", "\0", "\u2028", "\ud800", "é", "db", "shop");
    Arbitrary<String> any = Arbitraries.strings().ofMaxLength(20);
    Arbitrary<String> start =
        Arbitraries.of("", Hello.VERSION + "\n", "GET / HTTP/1.1\r\n", Hello.VERSION + "\na\nb\n");
    Arbitrary<String> rest =
        Arbitraries.oneOf(marks, marks, any).list().ofMaxSize(30).map(all -> String.join("", all));
    return start.flatMap(first -> rest.map(more -> first + more));
  }

  @Property(tries = 3000)
  void aGreetingIsOneOrEndsTheSession(@ForAll("texts") String text) throws ProtocolException {
    Hello hello;
    try {
      hello = Hello.parse(text);
    } catch (ProtocolException e) {
      assertThat(e.getMessage()).isNotBlank();
      return;
    }
    assertThat(text).startsWith(Hello.VERSION);
    assertThat(Hello.parse(hello.text())).isEqualTo(hello);
    assertThat(hello.services()).allSatisfy(each -> assertThat(Hello.name(each)).isEqualTo(each));
  }

  @Property(tries = 3000)
  void resultsOfChecksAreFitForALog(@ForAll("texts") String text) {
    Map<String, String> failures = Checked.parse(text);
    assertThat(failures.keySet()).noneMatch(String::isEmpty);
    assertThat(failures.values()).allMatch(each -> each.equals(Frames.line(each)));
    assertThat(failures.values()).allMatch(each -> each.length() <= 200);
  }

  /** Bytes that come in pieces. */
  private static final class Pieces implements Carrier {
    private final byte[] all;
    private final int piece;
    private int at;

    Pieces(byte[] all, int piece) {
      this.all = all;
      this.piece = piece;
    }

    @Override
    public SocketChannel socket() {
      throw new UnsupportedOperationException("there is none");
    }

    @Override
    public int read(ByteBuffer into) {
      int length = Math.min(Math.min(piece, all.length - at), into.remaining());
      into.put(all, at, length);
      at += length;
      return length == 0 ? -1 : length;
    }

    @Override
    public int write(ByteBuffer from) {
      throw new UnsupportedOperationException("only read from");
    }

    @Override
    public boolean flush() {
      return true;
    }

    @Override
    public void sayEnd() {}
  }

  @Property(tries = 3000)
  void aHeadIsTheSameInWhateverPiecesOrEndsTheHandshake(
      @ForAll("texts") String text, @ForAll @IntRange(min = 1, max = 50) int piece)
      throws IOException {
    byte[] bytes = (text + "\r\n\r\nrest").getBytes(StandardCharsets.ISO_8859_1);
    String whole = read(bytes, bytes.length);
    assertThat(read(bytes, piece)).isEqualTo(whole);
    assertThat(whole).matches("(?s)(HTTP: |head ).*");
  }

  /** What came of it as text. */
  private static String read(byte[] bytes, int piece) throws IOException {
    ByteBuffer got = WebSocketUpgrade.buffer();
    Pieces carrier = new Pieces(bytes, piece);
    HttpHead head;
    try {
      head = HttpHead.read(carrier, got);
    } catch (ProtocolException e) {
      return String.valueOf(e.getMessage());
    }
    assertThat(head.fields().keySet())
        .allMatch(name -> name.equals(name.toLowerCase(Locale.ROOT)) && !name.isEmpty());
    assertThat(head.fields().values()).noneMatch(each -> each.contains("\n"));
    return "head " + head.start() + new java.util.TreeMap<>(head.fields());
  }
}
