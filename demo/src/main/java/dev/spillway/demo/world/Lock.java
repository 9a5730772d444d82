package dev.spillway.demo.world;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** At most one demo at a time on a machine; the system frees the lock when its process dies. */
final class Lock implements AutoCloseable {
  private final FileChannel channel;

  private Lock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * @throws DemoException when another demo runs, with its process id
   */
  static Lock take(Path file) {
    try {
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      FileLock lock = tryLock(channel);
      if (lock == null) {
        ByteBuffer text = ByteBuffer.allocate(20);
        channel.read(text, 0);
        channel.close();
        throw new DemoException(
            "another demo runs on this machine (process "
                + new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII).strip()
                + "); wait for its end or stop it with Ctrl-C");
      }
      channel.truncate(0);
      channel.write(
          ByteBuffer.wrap(
              (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)),
          0);
      return new Lock(channel);
    } catch (IOException e) {
      throw new DemoException("the lock file " + file + " cannot be used: " + e.getMessage(), e);
    }
  }

  private static @org.jspecify.annotations.Nullable FileLock tryLock(FileChannel channel)
      throws IOException {
    try {
      return channel.tryLock();
    } catch (java.nio.channels.OverlappingFileLockException e) {
      return null;
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new DemoException("the demo's lock cannot be freed: " + e.getMessage(), e);
    }
  }
}
