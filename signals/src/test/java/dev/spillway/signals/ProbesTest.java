package dev.spillway.signals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.spillway.core.AdapterException;
import dev.spillway.core.Instance;
import dev.spillway.core.Reading;
import dev.spillway.core.SignalSource;
import java.io.FileInputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers on 127.0.3.x. */
class ProbesTest {
  @TempDir Path folder;
  private final List<HttpServer> servers = new ArrayList<>();
  private volatile int status = 200;

  @AfterEach
  void stop() {
    servers.forEach(s -> s.stop(0));
  }

  private Instance serve(String id, String address, HttpServer server) throws Exception {
    server.bind(new InetSocketAddress(address, 0), 10);
    server.createContext(
        "/health",
        exchange -> {
          boolean named = "shop.example.com".equals(exchange.getRequestHeaders().getFirst("Host"));
          exchange.sendResponseHeaders(named ? status : 421, -1);
          exchange.close();
        });
    server.start();
    servers.add(server);
    return Fixtures.instance(id, address, server.getAddress().getPort());
  }

  @Test
  void instancesAreAskedAtTheirOwnAddressInTheNameOfTheHost() throws Exception {
    Instance a = serve("a", "127.0.3.1", HttpServer.create());
    Instance b = serve("b", "127.0.3.2", HttpServer.create());
    Instance gone = Fixtures.instance("gone", "127.0.3.3", b.endpoint().port());
    try (SignalSource http = Fixtures.make("http", Map.of(), Fixtures.http(1, 2, folder))) {
      Reading reading = http.read(List.of(a, b, gone));
      assertThat(reading.health()).isEqualTo(Map.of("a", true, "b", true, "gone", false));
      assertThat(reading.reasons().get("gone")).startsWith("cannot connect");
      assertThat(reading.latencyMillis()).isPositive();
      status = 500;
      assertThat(http.read(List.of(a)).health()).isEqualTo(Map.of("a", true));
      Reading fallen = http.read(List.of(a));
      assertThat(fallen.health()).isEqualTo(Map.of("a", false));
      assertThat(fallen.reasons()).isEqualTo(Map.of("a", "/health answered 500"));
      assertThat(fallen.latencyMillis()).isNull();
    }
  }

  @Test
  void oneThatHangsOrDripsCostsItsTimeoutAndNothingElse() throws Exception {
    Instance good = serve("good", "127.0.3.1", HttpServer.create());
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getByName("127.0.3.2"));
        ServerSocket dripping = new ServerSocket(0, 5, InetAddress.getByName("127.0.3.3"));
        SignalSource http = Fixtures.make("http", Map.of(), Fixtures.http(1, 1, folder))) {
      Thread.ofVirtual().start(() -> drip(dripping));
      long began = System.nanoTime();
      Reading reading =
          http.read(
              List.of(
                  Fixtures.instance("silent", "127.0.3.2", silent.getLocalPort()),
                  Fixtures.instance("dripping", "127.0.3.3", dripping.getLocalPort()),
                  good));
      assertThat(System.nanoTime() - began).isLessThan(8_000_000_000L);
      assertThat(reading.health())
          .isEqualTo(Map.of("silent", false, "dripping", false, "good", true));
      assertThat(reading.reasons().get("dripping")).isEqualTo("no answer within 3000 ms");
    }
  }

  private static void drip(ServerSocket server) {
    try (Socket socket = server.accept()) {
      OutputStream out = socket.getOutputStream();
      while (true) {
        out.write('H');
        java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
      }
    } catch (java.io.IOException closed) {
      // the probe gave up, as it should
    }
  }

  @Test
  void aFrozenProcessIsUnhealthyAndItsNeighbourIsNot() throws Exception {
    Instance good = serve("good", "127.0.3.1", HttpServer.create());
    Process process = Fixtures.startServer();
    try (SignalSource http = Fixtures.make("http", Map.of(), Fixtures.http(1, 1, folder))) {
      Instance other = Fixtures.instance("other", "127.0.0.1", Fixtures.port(process));
      awaitHealthy(http, List.of(good, other));
      Fixtures.freeze(process);
      Reading frozen = http.read(List.of(good, other));
      assertThat(frozen.health()).isEqualTo(Map.of("good", true, "other", false));
      assertThat(frozen.reasons().get("other")).containsAnyOf("no answer within", "timed out");
      new ProcessBuilder("kill", "-CONT", Long.toString(process.pid())).start().waitFor();
      awaitHealthy(http, List.of(good, other));
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  /** A busy machine may need more than one round. */
  private static void awaitHealthy(SignalSource source, List<Instance> instances) throws Exception {
    Reading reading = source.read(instances);
    for (int round = 1; round < 10 && reading.health().containsValue(false); round++) {
      reading = source.read(instances);
    }
    assertThat(reading.reasons()).isEmpty();
  }

  @Test
  void tcpIsContentWithAConnection() throws Exception {
    try (ServerSocket open = new ServerSocket(0, 5, InetAddress.getByName("127.0.3.1"));
        SignalSource tcp = Fixtures.make("tcp", Map.of(), Fixtures.http(1, 1, folder))) {
      Instance up = Fixtures.instance("up", "127.0.3.1", open.getLocalPort());
      Instance down = Fixtures.instance("down", "127.0.3.4", open.getLocalPort());
      Reading reading = tcp.read(List.of(up, down));
      assertThat(reading.health()).isEqualTo(Map.of("up", true, "down", false));
      assertThat(reading.reasons().get("down")).isEqualTo("cannot connect: Connection refused");
    }
  }

  @Test
  void theCertificateMustBeTheHostsAndFromATrustedAuthority() throws Exception {
    Instance right = serve("right", "127.0.3.1", https("shop.example.com"));
    try (SignalSource trusting =
        Fixtures.make("http", Map.of(), Fixtures.https("shop.example.com.pem", folder))) {
      awaitHealthy(trusting, List.of(right));
      Instance wrong = serve("wrong", "127.0.3.2", https("other.example.com"));
      assertThat(trusting.read(List.of(wrong)).reasons().get("wrong"))
          .startsWith("TLS as shop.example.com failed:");
    }
    https("elsewhere.example.com");
    try (SignalSource other =
        Fixtures.make("http", Map.of(), Fixtures.https("elsewhere.example.com.pem", folder))) {
      assertThat(other.read(List.of(right)).health()).isEqualTo(Map.of("right", false));
    }
    assertThatThrownBy(() -> Fixtures.make("http", Map.of(), Fixtures.https("none.pem", folder)))
        .isInstanceOf(AdapterException.Invalid.class)
        .hasMessageStartingWith("health.trust: no certificates can be read from none.pem");
  }

  /** A server with a certificate of its own, which is left as a PEM file in the folder. */
  private HttpsServer https(String name) throws Exception {
    Path store = folder.resolve(name + ".p12");
    keytool("-genkeypair -keyalg EC -alias a -dname CN=" + name + " -ext san=dns:" + name, store);
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (FileInputStream in = new FileInputStream(store.toFile())) {
      keys.load(in, "changeit".toCharArray());
    }
    Files.writeString(
        folder.resolve(name + ".pem"),
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder().encodeToString(keys.getCertificate("a").getEncoded())
            + "\n-----END CERTIFICATE-----\n");
    KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
    managers.init(keys, "changeit".toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    HttpsServer server = HttpsServer.create();
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    return server;
  }

  private static void keytool(String arguments, Path store) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments.split(" ")));
    command.addAll(List.of("-keystore", store.toString(), "-storepass", "changeit"));
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }
}
