package dev.spillway.azure.fake;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A replica: the entry point of an image as a process of this machine. It gets a port of its own,
 * since there are no network namespaces here; in a container all listen on the same.
 */
final class FakeReplica {
  final String name;
  final int port;
  private final Process process;

  FakeReplica(String name, FakeImages.Image image, Map<String, String> env, Path folder) {
    this.name = name;
    try (ServerSocket free = new ServerSocket(0)) {
      this.port = free.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    ProcessBuilder builder = new ProcessBuilder(image.command(java));
    builder.environment().putAll(env);
    builder.environment().put("PORT", Integer.toString(port));
    builder.environment().put("CONTAINER_APP_REPLICA_NAME", name);
    builder.redirectErrorStream(true);
    builder.redirectOutput(new File(folder.toFile(), name + ".log"));
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean runs() {
    return process.isAlive();
  }

  /** It takes connections, which is what the default probe asks. */
  boolean ready() {
    if (!runs()) {
      return false;
    }
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  void stop() {
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
