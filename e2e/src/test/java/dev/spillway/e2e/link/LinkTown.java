package dev.spillway.e2e.link;

import dev.spillway.e2e.FreePort;
import dev.spillway.e2e.SpillwayProgram;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * A folder with a configuration, an echo in the place of the database, and programs on loopback.
 */
final class LinkTown implements AutoCloseable {
  final Path folder;
  final SpillwayProgram program;
  final int database;
  private final List<AutoCloseable> closings = new ArrayList<>();

  LinkTown(Path folder) throws IOException {
    this.folder = folder;
    program = new SpillwayProgram(folder, Map.of());
    ServerSocket echo = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    closings.add(echo);
    database = echo.getLocalPort();
    Thread.ofPlatform().daemon().start(() -> serve(echo));
  }

  private static void serve(ServerSocket echo) {
    while (!echo.isClosed()) {
      try {
        Socket socket = echo.accept();
        Thread.startVirtualThread(() -> echo(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private static void echo(Socket socket) {
    try (socket) {
      socket.getInputStream().transferTo(socket.getOutputStream());
    } catch (IOException e) {
      System.err.println("a client of the echo ended: " + e.getMessage());
    }
  }

  /** Runs a command that ends, and returns what it printed. */
  String call(String... words) throws IOException, InterruptedException {
    SpillwayProgram.Result result = program.call(words);
    if (result.exit() != 0) {
      throw new AssertionError(List.of(words) + ": " + result.err());
    }
    return result.out();
  }

  /** Starts one that runs on; its output goes to the file of that name. */
  Process start(String log, String... words) throws IOException {
    Process process = program.start(folder.resolve(log), words);
    closings.add(() -> process.destroyForcibly().waitFor());
    return process;
  }

  void stop(Process process) throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** The controller's and the app's file. */
  void configure(String gateway, String services) throws IOException {
    Files.createDirectories(folder.resolve("apps"));
    Files.writeString(
        folder.resolve("controller.yaml"),
        """
        zones: [{ name: shop.test, name-servers: [{ name: ns1.shop.test, addresses: [127.0.0.1] }] }]
        dns: { listen: off }
        link: { keys: ./keys, agent: "127.0.0.1:%d" }
        """
            .formatted(FreePort.take()));
    app(gateway, services);
  }

  /** The app's file alone, which a running agent reads again. */
  void app(String gateway, String services) throws IOException {
    Path part = folder.resolve("shop.part");
    Files.writeString(
        part,
        """
        app: shop
        host: shop.test
        release: { artifact: ../release }
        sites:
          home: { role: private, capacity: 100/s, platform: { type: simulated }, signals: [{ type: simulated, demand: 1/s }] }
          cloud:
            role: public
            instance: { capacity: 50/s, max: 1 }
            platform: { type: simulated }
            signals: [{ type: simulated }]
            gateway: { type: existing, %s }
        services:
        %s
        """
            .formatted(gateway, services.indent(2)));
    Files.move(
        part,
        folder.resolve("apps/shop.yaml"),
        java.nio.file.StandardCopyOption.ATOMIC_MOVE,
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }

  Socket connect(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(5_000);
    closings.add(socket);
    return socket;
  }

  static boolean echoes(Socket socket) {
    try {
      socket.getOutputStream().write(7);
      return socket.getInputStream().read() == 7;
    } catch (IOException e) {
      return false;
    }
  }

  boolean answers(int port) {
    try (Socket socket = connect(port)) {
      return echoes(socket);
    } catch (IOException e) {
      return false;
    }
  }

  void until(String what, BooleanSupplier condition) throws IOException {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > 60_000_000_000L) {
        throw new AssertionError("not within a minute: " + what + logs());
      }
      LockSupport.parkNanos(50_000_000);
    }
  }

  private String logs() throws IOException {
    StringBuilder all = new StringBuilder();
    for (String log : List.of("agent.log", "gateway.log", "connector.log", "serve.log")) {
      Path file = folder.resolve(log);
      all.append(Files.exists(file) ? "\n" + log + ":\n" + Files.readString(file) : "");
    }
    return all.toString();
  }

  @Override
  public void close() throws Exception {
    for (AutoCloseable each : closings.reversed()) {
      each.close();
    }
  }
}
