package dev.spillway.simulator.readers;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Cuts bytes into lines without copying them: {@link #next} moves on, and the line lies in {@link
 * #bytes} from {@link #from} to {@link #to}. The newline is looked for eight bytes at a time. A
 * line longer than {@value #LONGEST} bytes is cut there and marked.
 */
final class Lines {
  static final int LONGEST = 1 << 20;

  /** Bytes taken at once: what was just copied is still near the processor when it is looked at. */
  private static final int PIECE = 1 << 18;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long NEWLINES = 0x0a0a0a0a0a0a0a0aL;
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;

  private final InputStream in;
  final byte[] bytes = new byte[2 * LONGEST];
  private int end;
  private int next;
  private boolean over;
  private boolean damaged;
  int from;
  int to;
  long number;
  boolean cut;

  Lines(InputStream in) {
    this.in = in;
  }

  /** The compressed data ended before it was complete; what came before was given out. */
  boolean damaged() {
    return damaged;
  }

  /** Moves to the next line, without its line end; false at the end. */
  boolean next() throws IOException {
    cut = false;
    int newline = find(next);
    while (newline < 0 && !over) {
      int kept = end - next;
      if (kept >= LONGEST) {
        return cutLine();
      }
      fill();
      newline = find(next + kept);
    }
    if (newline < 0 && next == end) {
      return false;
    }
    line(newline < 0 ? end : newline);
    next = newline < 0 ? end : newline + 1;
    return true;
  }

  private void line(int until) {
    from = next;
    to = until > from && bytes[until - 1] == '\r' ? until - 1 : until;
    if (number == 0
        && to - from >= 3
        && bytes[from] == (byte) 0xef
        && bytes[from + 1] == (byte) 0xbb) {
      from += 3; // a byte order mark
    }
    number++;
  }

  /** Keeps the beginning of a line that does not end and throws away the rest of it. */
  private boolean cutLine() throws IOException {
    number++;
    cut = true;
    int begin = next;
    int newline = find(begin);
    int kept = LONGEST;
    System.arraycopy(bytes, begin, bytes, 0, kept);
    next = kept;
    end = kept;
    while (newline < 0 && !over) {
      end = kept;
      read();
      newline = find(kept);
    }
    from = 0;
    to = kept;
    next = newline < 0 ? end : newline + 1;
    return true;
  }

  private void fill() throws IOException {
    System.arraycopy(bytes, next, bytes, 0, end - next);
    end -= next;
    next = 0;
    read();
  }

  private void read() throws IOException {
    try {
      int got = in.read(bytes, end, Math.min(PIECE, bytes.length - end));
      over = got < 0;
      end += Math.max(0, got);
    } catch (EOFException e) {
      damaged = true; // said in the report; a log that is still being compressed ends so
      over = true;
    } catch (java.util.zip.ZipException e) {
      if (number == 0 && end == 0) {
        throw e;
      }
      damaged = true;
      over = true;
    }
  }

  private int find(int begin) {
    int i = begin;
    for (; i + 8 <= end; i += 8) {
      long x = (long) LONG.get(bytes, i) ^ NEWLINES;
      long hit = (x - ONES) & ~x & HIGHS;
      if (hit != 0) {
        return i + Long.numberOfTrailingZeros(hit) / 8;
      }
    }
    for (; i < end; i++) {
      if (bytes[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  /** The line as text, every byte one character: clients send any encoding. */
  String text() {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }

  /** The beginning of the line, for messages. */
  String beginning() {
    return new String(bytes, from, Math.min(200, to - from), StandardCharsets.UTF_8);
  }

  boolean blank() {
    for (int i = from; i < to; i++) {
      if (bytes[i] > ' ' || bytes[i] < 0) {
        return false;
      }
    }
    return true;
  }
}
