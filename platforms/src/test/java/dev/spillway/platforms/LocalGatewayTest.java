package dev.spillway.platforms;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.core.AdapterContext;
import dev.spillway.core.AdapterException;
import dev.spillway.core.AdapterSpec;
import dev.spillway.core.Endpoint;
import dev.spillway.core.GatewayHost.Gateway;
import dev.spillway.core.Now;
import dev.spillway.core.Ticker;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalGatewayTest {
  @TempDir Path folder;
  private AdapterContext context;
  private int port;
  private LocalGateway gateway;

  @BeforeEach
  void make() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    context =
        Contexts.of(
            folder,
            List.of(
                java,
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                GatewayStandIn.class.getName()));
    try (ServerSocket free = new ServerSocket(0, 5, InetAddress.getByName("127.0.2.31"))) {
      port = free.getLocalPort();
    }
    gateway = make(Map.of("listen", "127.0.2.31:" + port, "service-address", "127.0.2.32"));
  }

  private LocalGateway make(Map<String, Object> settings) throws AdapterException {
    return new LocalGateway(new AdapterSpec("local", settings), context, Ticker.system());
  }

  @AfterEach
  void stop() throws Exception {
    gateway.stop();
    Await.until("gone", gateway::gateway, Optional::isEmpty);
    gateway.close();
  }

  private Gateway running() throws Exception {
    return Await.until("running", gateway::gateway, g -> g.map(Gateway::running).orElse(false))
        .orElseThrow();
  }

  private String ask() throws Exception {
    return Await.until(
        "an answer",
        () -> {
          try (Socket socket = new Socket("127.0.2.31", port)) {
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
          } catch (java.io.IOException notYet) {
            return "";
          }
        },
        answer -> !answer.isEmpty());
  }

  private long pid() throws Exception {
    return Long.parseLong(
        IntentFiles.read(folder.resolve("gateway"), "gateway").getProperty("pid"));
  }

  @Test
  void itIsStartedWithItsServicesInTheOrderOfTheirNames() throws Exception {
    assertThat(gateway.gateway()).isEmpty();
    gateway.start();
    gateway.start();
    assertThat(running().services())
        .isEqualTo(
            Map.of(
                "customers-db", new Endpoint("127.0.2.32", 15432),
                "orders-db", new Endpoint("127.0.2.32", 15433)));
    assertThat(ask())
        .isEqualTo(
            "gateway --listen 127.0.2.31:"
                + port
                + " --keys "
                + folder.resolve("keys")
                + " --for shop/hq"
                + " --services "
                + folder.resolve("gateway/services"));
    assertThat(Files.readString(folder.resolve("gateway/services")))
        .isEqualTo(
            """
            customers-db=127.0.2.32:15432,postgres
            orders-db=127.0.2.32:15433,tcp
            """);
    assertThat(gateway.bills()).isTrue();
  }

  @Test
  void aDeadOneIsListedWithItsReasonAndReplacedByStart() throws Exception {
    gateway.start();
    running();
    long first = pid();
    ProcessHandle.of(first).orElseThrow().destroyForcibly();
    Gateway dead =
        Await.until(
                "dead, with its reason",
                gateway::gateway,
                g -> g.stream().anyMatch(one -> !one.running() && !one.detail().isEmpty()))
            .orElseThrow();
    assertThat(dead.detail()).startsWith("ended with exit status 137 (signal 9)");
    gateway.start();
    running();
    assertThat(pid()).isNotEqualTo(first);
  }

  @Test
  void oneThatEndsAgainAndAgainIsStartedLessAndLessOften() throws Exception {
    AtomicLong nanos = new AtomicLong(1);
    AdapterContext hopeless = Contexts.of(folder.resolve("hopeless"), List.of("/bin/false"));
    try (LocalGateway failing =
        new LocalGateway(
            new AdapterSpec("local", Map.of("listen", "127.0.2.31:" + port)),
            hopeless,
            () -> new Now(nanos.get(), Instant.EPOCH))) {
      failing.start();
      awaitEnd(failing);
      failing.start();
      awaitEnd(failing);
      assertThatThrownBy(failing::start)
          .isInstanceOf(AdapterException.Transient.class)
          .hasMessage("the gateway ended with exit status 1; it is started again in 1 s");
      nanos.addAndGet(1_000_000_000);
      failing.start();
      awaitEnd(failing);
      assertThatThrownBy(failing::start).hasMessageEndingWith("it is started again in 2 s");
      failing.stop();
      Await.until("gone", failing::gateway, Optional::isEmpty);
    }
  }

  private static void awaitEnd(LocalGateway failing) throws Exception {
    Await.until(
        "its end",
        failing::gateway,
        g -> g.map(one -> one.detail().startsWith("ended")).orElse(false));
  }

  @Test
  void theNextControllerAdoptsIt() throws Exception {
    gateway.start();
    running();
    long first = pid();
    gateway.close();
    gateway =
        make(
            Map.of(
                "listen", "127.0.2.31:" + port, "service-address", "127.0.2.32", "bills", false));
    gateway.start();
    running();
    assertThat(pid()).isEqualTo(first);
    assertThat(gateway.bills()).isFalse();
  }

  @Test
  void oneWithOlderArgumentsIsReplaced() throws Exception {
    gateway.start();
    running();
    long first = pid();
    gateway.close();
    context = Contexts.ofSite(context, "other");
    gateway = make(Map.of("listen", "127.0.2.31:" + port, "service-address", "127.0.2.32"));
    assertThat(gateway.gateway().orElseThrow())
        .isEqualTo(
            new Gateway(
                false,
                Map.of(
                    "customers-db", new Endpoint("127.0.2.32", 15432),
                    "orders-db", new Endpoint("127.0.2.32", 15433)),
                "runs as an older configuration wanted it"));
    Await.until(
        "replaced",
        () -> {
          try {
            gateway.start();
          } catch (AdapterException.Transient stillStopping) {
            return false;
          }
          return gateway.gateway().map(Gateway::running).orElse(false);
        },
        done -> done);
    assertThat(pid()).isNotEqualTo(first);
    assertThat(ask()).contains("--for shop/other");
  }

  @Test
  void anotherServiceIsToldToTheOneThatRunsAndTakesNobodysPort() throws Exception {
    gateway.start();
    running();
    long first = pid();
    gateway.close();
    var at = new Endpoint("10.0.0.3", 443);
    context = Contexts.with(context, Map.of("billing", at, "orders-db", at));
    gateway = make(Map.of("listen", "127.0.2.31:" + port, "service-address", "127.0.2.32"));
    assertThat(gateway.gateway().orElseThrow().detail())
        .isEqualTo("has not been told of all services");
    gateway.start();
    assertThat(running().services())
        .isEqualTo(
            Map.of(
                "billing", new Endpoint("127.0.2.32", 15434),
                "orders-db", new Endpoint("127.0.2.32", 15433)));
    assertThat(pid()).isEqualTo(first);
    assertThat(Files.readString(folder.resolve("gateway/services")))
        .isEqualTo(
            """
            billing=127.0.2.32:15434,tcp
            orders-db=127.0.2.32:15433,tcp
            # was customers-db=127.0.2.32:15432
            """);
  }

  @Test
  void thePlatformOfTheSiteCountsItAsLeftOverButDoesNotEndIt() throws Exception {
    gateway.start();
    running();
    AdapterSpec spec = new AdapterSpec("local", Map.of("port", 18080));
    try (LocalPlatform platform = new LocalPlatform(spec, context, Ticker.system())) {
      assertThat(platform.instances()).isEmpty();
      assertThat(platform.leftovers()).containsExactly("gateway gateway: process " + pid());
    }
    assertThat(running().running()).isTrue();
  }

  @Test
  void settingsThatCannotWorkAreNamed() {
    assertThatThrownBy(() -> make(Map.of("listen", "127.0.0.1")))
        .isInstanceOf(AdapterException.Invalid.class)
        .hasMessage("gateway.listen: an endpoint is host:port, not '127.0.0.1'");
    assertThatThrownBy(() -> make(Map.of("listen", "0.0.0.0:7000")))
        .hasMessageStartingWith("gateway.service-address: instances need one address to dial");
    assertThatThrownBy(() -> make(Map.of("listen", "127.0.0.1:7000", "service-port", 65535)))
        .hasMessage("gateway.service-port: ports 65535 to 65536 are not all from 1 to 65535");
  }
}
