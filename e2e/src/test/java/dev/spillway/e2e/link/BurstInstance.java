package dev.spillway.e2e.link;

import com.sun.net.httpserver.HttpServer;
import dev.spillway.cli.Main;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An instance that is well while its database answers. Where it was given an invitation, it gets
 * keys by that and reaches the database through a connector of its own; else directly.
 */
final class BurstInstance {
  private static final String KEYS = "connector-keys";

  /** All its requests are those for its metrics. */
  private static final AtomicLong ASKED = new AtomicLong();

  private BurstInstance() {}

  /**
   * @param args the release
   */
  public static void main(String[] args) throws Exception {
    String address = setting("LISTEN_ADDRESS");
    String database = setting("DATABASE");
    if (System.getenv("SPILLWAY_INVITATION") != null) {
      enrol(Path.of(args[0]));
      String local = address + ":15432";
      Thread.ofPlatform().daemon().start(() -> connect(local));
      database = local;
    }
    String at = database;
    var listen = new InetSocketAddress(address, Integer.parseInt(setting("LISTEN_PORT")));
    HttpServer server = HttpServer.create(listen, 0);
    server.createContext(
        "/health",
        exchange -> {
          exchange.sendResponseHeaders(answers(at) ? 200 : 503, -1);
          exchange.close();
        });
    server.createContext(
        "/metrics",
        exchange -> {
          byte[] text =
              "http_requests_total{code=\"200\"} %d\n"
                  .formatted(ASKED.incrementAndGet())
                  .getBytes(StandardCharsets.US_ASCII);
          exchange.sendResponseHeaders(200, text.length);
          exchange.getResponseBody().write(text);
          exchange.close();
        });
    server.start();
  }

  private static void enrol(Path release) throws Exception {
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    String digest = HexFormat.of().formatHex(sha256.digest(Files.readAllBytes(release)));
    List<String> command =
        ClosedHome.spillway("keys", "--keys", KEYS, "enrol", "--release", "sha256:" + digest);
    int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
    if (exit != 0) {
      throw new IOException("no keys: exit " + exit);
    }
  }

  /** Ends with the instance. */
  private static void connect(String local) {
    Main.main(
        new String[] {
          "connector",
          "--keys",
          KEYS,
          "--for",
          "shop/cloud",
          "--gateway",
          setting("GATEWAY"),
          "--service",
          "customers-db=" + local
        });
  }

  private static boolean answers(String at) {
    int colon = at.lastIndexOf(':');
    try (Socket socket =
        new Socket(at.substring(0, colon), Integer.parseInt(at.substring(colon + 1)))) {
      socket.setSoTimeout(1000);
      socket.getOutputStream().write(7);
      return socket.getInputStream().read() == 7;
    } catch (IOException e) {
      System.out.println("the database does not answer: " + e);
      return false;
    }
  }

  private static String setting(String name) {
    return Objects.requireNonNull(System.getenv(name), name);
  }
}
