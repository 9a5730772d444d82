package dev.spillway.azure.fake;

import dev.spillway.core.Digest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/** A machine of a plan, as one site sees it: a process that runs the package that was mounted when it started. */
final class FakeWorker {
  final String id;
  final int port;

  /** Requests that it has been given and has not answered. */
  final AtomicInteger busy = new AtomicInteger();

  private static final long LONGEST_NANOS = 10_000_000_000L;
  private static final AtomicInteger MADE = new AtomicInteger();

  private final Path folder;
  private byte @Nullable [] mounted;
  private volatile @Nullable Digest digest;
  private volatile @Nullable Process process;
  private volatile boolean listens;

  FakeWorker(String id, Path folder) {
    this.id = id;
    // A machine runs a site and its slots at the same time.
    this.folder = folder.resolve(id + "-" + MADE.incrementAndGet());
    try (ServerSocket free = new ServerSocket(0)) {
      this.port = free.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends what runs and runs this package, if there is one. */
  void restart(byte @Nullable [] zip, Map<String, String> settings) {
    stop();
    mounted = zip;
    byte[] jar = zip == null ? null : entry(zip, "app.jar");
    digest = jar == null ? null : digest(jar);
    if (jar == null) {
      return;
    }
    try {
      Path file = Files.createDirectories(folder).resolve("app.jar");
      Files.write(file, jar);
      ProcessBuilder builder =
          new ProcessBuilder(
              List.of(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-XX:+UseSerialGC",
                  "-Xmx96m",
                  "-jar",
                  file.toString()));
      builder.environment().putAll(settings);
      builder.environment().put("PORT", Integer.toString(port));
      builder.environment().put("WEBSITE_INSTANCE_ID", id);
      builder.redirectErrorStream(true);
      builder.redirectOutput(new File(folder.toFile(), "out.log"));
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** It runs a package whose {@code app.jar} has this digest. */
  boolean runs(Digest release) {
    return runs() && release.equals(digest);
  }

  /** Its process; -1 while there is none. */
  long pid() {
    Process running = process;
    return running == null ? -1 : running.pid();
  }

  private static Digest digest(byte[] jar) {
    try {
      return Digest.of(new ByteArrayInputStream(jar));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A file of the package as this worker sees it. */
  byte @Nullable [] file(String name) {
    byte[] zip = mounted;
    return zip == null ? null : entry(zip, name);
  }

  static byte @Nullable [] entry(byte[] zip, String name) {
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      for (ZipEntry e = in.getNextEntry(); e != null; e = in.getNextEntry()) {
        if (e.getName().equals(name)) {
          return in.readAllBytes();
        }
      }
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A whole package whose jar has one other byte at its end. */
  static byte[] withWrongByte(byte[] zip) {
    byte[] jar = entry(zip, "app.jar");
    if (jar == null) {
      return zip;
    }
    jar[jar.length - 1] ^= 1;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream all = new ZipOutputStream(out)) {
      all.putNextEntry(new ZipEntry("app.jar"));
      all.write(jar);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /**
   * Waits until it has answered what it was given, at most ten seconds. That the real service takes a
   * worker out of its front ends before it ends it is assumed, not known.
   */
  void awaitIdle() {
    long began = System.nanoTime();
    while (busy.get() > 0 && System.nanoTime() - began < LONGEST_NANOS) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  /** It answers: a front sends it nothing before. */
  boolean ready() {
    if (!runs()) {
      return false;
    }
    if (!listens) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        listens = socket.isConnected();
      } catch (IOException notYet) {
        return false;
      }
    }
    return true;
  }

  boolean runs() {
    Process running = process;
    return running != null && running.isAlive();
  }

  void stop() {
    listens = false;
    Process running = process;
    if (running != null) {
      running.destroyForcibly();
      try {
        running.waitFor(10, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      process = null;
    }
  }
}
