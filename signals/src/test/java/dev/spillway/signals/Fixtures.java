package dev.spillway.signals;

import dev.spillway.core.AdapterContext;
import dev.spillway.core.AdapterSpec;
import dev.spillway.core.AdapterType;
import dev.spillway.core.Endpoint;
import dev.spillway.core.Health;
import dev.spillway.core.Instance;
import dev.spillway.core.Proof;
import dev.spillway.core.SignalSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Surroundings for signal sources under test. */
final class Fixtures {
  private static final String SERVER =
      """
      import com.sun.net.httpserver.HttpServer;
      import java.net.InetSocketAddress;
      public class Server {
        public static void main(String[] args) throws Exception {
          HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 10);
          server.createContext("/", e -> { e.sendResponseHeaders(200, -1); e.close(); });
          server.start();
          System.out.println(server.getAddress().getPort());
        }
      }
      """;

  private Fixtures() {}

  static Instance instance(String id, String host, int port) {
    return new Instance(
        id,
        new Endpoint(host, port),
        Instance.State.RUNNING,
        null,
        Proof.MEASURED,
        Instant.EPOCH,
        "");
  }

  static AdapterContext http(int rise, int fall, Path folder) {
    return context(health("http", rise, fall, ""), folder);
  }

  static AdapterContext https(String trust, Path folder) {
    return context(health("https", 1, 1, trust), folder);
  }

  private static Health health(String scheme, int rise, int fall, String trust) {
    return new Health(
        scheme, "/health", Duration.ofSeconds(1), Duration.ofSeconds(3), rise, fall, trust);
  }

  private static AdapterContext context(Health health, Path folder) {
    return new AdapterContext(
        "shop",
        "hq",
        "shop.example.com",
        health,
        Map.of(),
        folder,
        folder,
        "test",
        List.of(),
        folder);
  }

  /** Made as the configuration makes it: by the name of its type. */
  static SignalSource make(String type, Map<String, Object> settings, AdapterContext context)
      throws Exception {
    AdapterType<?> found =
        SignalTypes.ALL.stream().filter(t -> t.name().equals(type)).findFirst().orElseThrow();
    return (SignalSource) found.maker().make(new AdapterSpec(type, settings), context);
  }

  /** A web server in a process of its own, which prints its port. */
  static Process startServer() throws Exception {
    Path source = Files.createTempDirectory("server").resolve("Server.java");
    Files.writeString(source, SERVER);
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return new ProcessBuilder(java, "-XX:TieredStopAtLevel=1", source.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** Stops the process and waits until each of its threads stands still. */
  static void freeze(Process process) throws Exception {
    new ProcessBuilder("kill", "-STOP", Long.toString(process.pid())).start().waitFor();
    for (int look = 0; look < 1_000 && !frozen(process.pid()); look++) {
      java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
    }
  }

  private static boolean frozen(long pid) throws IOException {
    try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
      for (Path thread : threads.toList()) {
        String stat = Files.readString(thread.resolve("stat"));
        if (stat.charAt(stat.lastIndexOf(')') + 2) != 'T') {
          return false;
        }
      }
    }
    return true;
  }

  static int port(Process server) throws Exception {
    return Integer.parseInt(server.inputReader().readLine());
  }
}
