package dev.spillway.link;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A check as the near end of a stream: says one thing, wants one answer, and ends the stream. */
final class Probe implements Near {
  /** Empty text when the service answered, else why not. */
  final CompletableFuture<String> result = new CompletableFuture<>();

  private final Check check;
  private final ByteBuffer request;
  private @Nullable Stream stream;
  private boolean answered;

  Probe(Check check) {
    this.check = check;
    request = ByteBuffer.wrap(check.request);
  }

  @Override
  public void attach(Stream attached) {
    stream = attached;
  }

  @Override
  public int read(ByteBuffer into) {
    int length = Math.min(request.remaining(), into.remaining());
    if (length > 0) {
      into.put(into.position(), request, request.position(), length);
      into.position(into.position() + length);
      request.position(request.position() + length);
      return length;
    }
    return result.isDone() ? -1 : 0;
  }

  @Override
  public int write(ByteBuffer from) {
    int length = from.remaining();
    if (length > 0 && check != Check.TCP) {
      byte answer = from.get();
      done(
          check.accepts(answer)
              ? ""
              : "not an answer of " + check.server + " (first byte " + (answer & 0xff) + ")");
    }
    from.position(from.limit());
    return length;
  }

  @Override
  public void watch(boolean readable, boolean writable) {}

  @Override
  public void endOutput() {
    done(check == Check.TCP ? "" : "it ended the connection without an answer");
  }

  @Override
  public void opened() {
    if (check == Check.TCP) {
      done("");
    }
  }

  @Override
  public void close(@Nullable Reason reason, String text) {
    done(reason == null ? "it ended" : text.isEmpty() ? reason.name() : text);
  }

  /** The time is over, or the result is known; in the session's thread. */
  void finish() {
    if (stream == null || stream.isClosed()) {
      return;
    }
    if (answered) {
      stream.readable();
    } else {
      stream.abandon(Reason.TARGET_TIMEOUT, "the check's time is over");
    }
  }

  private void done(String failure) {
    answered |= failure.isEmpty();
    if (result.complete(failure) && stream != null && !stream.isClosed()) {
      stream.readable();
    }
  }
}
