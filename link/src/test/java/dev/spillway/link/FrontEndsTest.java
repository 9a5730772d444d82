package dev.spillway.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.core.Endpoint;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Through web servers that end the outer TLS, as those of clouds do, and never see the inner. */
@Timeout(60)
class FrontEndsTest {
  @TempDir Path folder;
  private final Endpoint front = TestWorld.freePort();

  @BeforeAll
  static void makeKeys() {
    assertThat(TestWorld.keys()).isDirectory();
  }

  private Path certificate() throws Exception {
    Path pem = folder.resolve("front.pem");
    Programs.run(
        folder,
        List.of(
            Programs.path("openssl").toString(),
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "1",
            "-subj",
            "/CN=front",
            "-addext",
            "subjectAltName=IP:127.0.0.1",
            "-keyout",
            pem + ".key",
            "-out",
            pem.toString()));
    Files.writeString(
        folder.resolve("both.pem"),
        Files.readString(pem) + Files.readString(Path.of(pem + ".key")));
    return pem;
  }

  private void start(TestWorld world, String program) throws IOException {
    Path config = folder.resolve(program + ".conf");
    List<String> command;
    if (program.equals("nginx")) {
      Files.writeString(config, nginx(world.agentsPort));
      command = List.of("-p", folder.toString(), "-e", "stderr", "-c", config.toString());
    } else {
      Files.writeString(config, haproxy(world.agentsPort));
      command = List.of("-db", "-f", config.toString());
    }
    Process process = Programs.start(folder, program, command);
    world.own(() -> Programs.stop(process));
    TestWorld.until(program + " listens", () -> Programs.listens(front));
  }

  private String nginx(Endpoint gateway) {
    return """
    daemon off; master_process off; pid nginx.pid; error_log stderr; events {}
    http {
      access_log %1$s/access.log; client_body_temp_path %1$s; proxy_temp_path %1$s;
      fastcgi_temp_path %1$s; uwsgi_temp_path %1$s; scgi_temp_path %1$s;
      server {
        listen %2$s ssl; ssl_certificate front.pem; ssl_certificate_key front.pem.key;
        location /link {
          proxy_pass http://%3$s; proxy_http_version 1.1;
          proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade;
        }
      }
    }
    """
        .formatted(folder, front, gateway);
  }

  private String haproxy(Endpoint gateway) {
    return """
    defaults
      mode http
      timeout connect 5s
      timeout client 5s
      timeout server 5s
      timeout tunnel 1h
    frontend web
      bind %s ssl crt %s/both.pem
      http-request deny deny_status 404 unless { path /link }
      default_backend link
    backend link
      option httpchk GET /
      http-check expect status 426
      server gateway %s check inter 200ms
    """
        .formatted(front, folder, gateway);
  }

  @ParameterizedTest
  @ValueSource(strings = {"nginx", "haproxy"})
  void theLinkGoesThroughAWebServerThatEndsTls(String program) throws Exception {
    Programs.path(program);
    try (TestTarget target = TestTarget.echo();
        TestWorld world = new TestWorld()) {
      Path authority = certificate();
      Gateway gateway = world.gateway();
      start(world, program);
      WebAddress at = WebAddress.parse("wss://" + front + "/link");
      Agent agent = world.agent(at, WebTrust.read(authority), null, target.at());
      TestWorld.until("a session stands", () -> TestWorld.isConnected(agent));
      byte[] all = new byte[2_000_000];
      new Random(2).nextBytes(all);
      assertThat(WebSocketLinkTest.echoed(world.connect(), all)).isEqualTo(all);
      Agent distrustful = world.agent(at, WebTrust.read(null), null, target.at());
      WebAddress elsewhere = WebAddress.parse("wss://" + front + "/elsewhere");
      Agent lost = world.agent(elsewhere, WebTrust.read(authority), null, target.at());
      TestWorld.until(
          "both fail",
          () ->
              distrustful.counts().handshakesFailed() > 0 && lost.counts().handshakesFailed() > 0);
      assertThat(gateway.counts().sessions()).isEqualTo(1);
      assertThat(gateway.counts().handshakesFailed()).isZero();
    }
  }

  @Test
  void theLinkGoesThroughAProxyToAWebServerThatEndsTls() throws Exception {
    Programs.path("haproxy");
    try (TestTarget target = TestTarget.echo();
        TestWorld world = new TestWorld()) {
      Path authority = certificate();
      world.gateway();
      start(world, "haproxy");
      Endpoint proxy = TestWorld.freePort();
      Path config = folder.resolve("tinyproxy.conf");
      Files.writeString(
          config,
          "Port %d\nListen 127.0.0.1\nTimeout 600\nMaxClients 20\nBasicAuth home secret\nConnectPort %d\n"
              .formatted(proxy.port(), front.port()));
      Process process = Programs.start(folder, "tinyproxy", List.of("-d", "-c", config.toString()));
      world.own(() -> Programs.stop(process));
      TestWorld.until("the proxy listens", () -> Programs.listens(proxy));
      WebAddress at = WebAddress.parse("wss://" + front + "/link");
      HttpProxy through = new HttpProxy(proxy, "home:secret");
      Agent agent = world.agent(at, WebTrust.read(authority), through, target.at());
      TestWorld.until("a session stands", () -> TestWorld.isConnected(agent));
      Socket socket = world.connect();
      socket.getOutputStream().write(9);
      assertThat(socket.getInputStream().read()).isEqualTo(9);
    }
  }

  @Test
  void authoritiesThatCannotBeReadAreNamed() throws Exception {
    Path none = folder.resolve("none.pem");
    assertThatThrownBy(() -> WebTrust.read(none)).hasMessageContaining("none.pem");
    Files.writeString(none, "no certificate");
    assertThatThrownBy(() -> WebTrust.read(none)).hasMessageContaining("holds one certificate");
  }
}
