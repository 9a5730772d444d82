package dev.spillway.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysTest {
  @TempDir private Path temp;

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void keysAreForTheirOwnerOnly() throws Exception {
    assertThat(mode(TestWorld.keys())).isEqualTo("rwx------");
    for (String file : new String[] {"ca-key.pem", "agent.pem", "gateway.pem"}) {
      assertThat(mode(TestWorld.keys().resolve(file))).as(file).isEqualTo("rw-------");
    }
    try (var files = Files.list(TestWorld.keys())) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "ca.pem",
              "ca-key.pem",
              "agent.pem",
              "gateway.pem",
              "controller.pem",
              "node.pem",
              "connector.pem");
    }
  }

  @Test
  void theAuthorityLastsTenYearsAndTheEndsOne() throws Exception {
    Instant now = Instant.now();
    Instant end = Keys.load(TestWorld.keys(), PeerRole.AGENT).expires();
    assertThat(Duration.between(now, end).toDays()).isBetween(363L, 365L);
    Instant authority =
        Pem.certificate(Files.readString(TestWorld.keys().resolve("ca.pem")))
            .getNotAfter()
            .toInstant();
    assertThat(Duration.between(now, authority).toDays()).isBetween(3648L, 3650L);
  }

  @Test
  void keysThatExistAreNotOverwritten() throws Exception {
    String before = Files.readString(TestWorld.keys().resolve("agent.pem"));
    assertThatThrownBy(() -> Keys.init(TestWorld.keys()))
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessageContaining("ca.pem exists and is not overwritten");
    assertThat(Files.readString(TestWorld.keys().resolve("agent.pem"))).isEqualTo(before);
  }

  @Test
  void missingKeysNameTheCommandThatMakesThem() {
    assertThatThrownBy(() -> Keys.load(temp, PeerRole.GATEWAY))
        .hasMessage("no keys: " + temp + "/gateway.pem is missing; make them with 'spillway init'");
  }

  @Test
  void aKeyThatOthersCanReadIsRefused() throws Exception {
    Path key = temp.resolve("agent.pem");
    Files.copy(TestWorld.keys().resolve("agent.pem"), key);
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
    assertThatThrownBy(() -> Keys.load(temp, PeerRole.AGENT))
        .hasMessage(key + " can be used by other users (rw-r-----); run: chmod 600 " + key);
  }

  @Test
  void aBrokenKeyFileIsNamed() throws Exception {
    Path key = temp.resolve("agent.pem");
    Files.writeString(key, "nothing\n");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    Files.copy(
        TestWorld.keys().resolve("ca.pem"),
        temp.resolve("ca.pem"),
        StandardCopyOption.REPLACE_EXISTING);
    assertThatThrownBy(() -> Keys.load(temp, PeerRole.AGENT))
        .hasMessageStartingWith("the keys in " + key + " cannot be used: it has no block")
        .hasMessageContaining("spillway init");
  }

  @Test
  void aHostsCertificateServesHttpsToClientsThatKnowTheAuthority() throws Exception {
    Path store = temp.resolve("host.p12");
    Keys.issueHost(TestWorld.keys(), "localhost", store, "correct horse");
    assertThat(mode(store)).isEqualTo("rw-------");
    KeyStore own = KeyStore.getInstance(store.toFile(), "correct horse".toCharArray());
    assertThat(java.util.Collections.list(own.aliases())).containsExactly("server");
    assertThat(own.getCertificateChain("server")).hasSize(2);

    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(own, "correct horse".toCharArray());
    SSLContext serving = SSLContext.getInstance("TLSv1.3");
    serving.init(keys.getKeyManagers(), null, null);
    HttpsServer server = HttpsServer.create(new InetSocketAddress("localhost", 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(serving));
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    try (HttpClient client = HttpClient.newBuilder().sslContext(trusting()).build()) {
      URI uri = URI.create("https://localhost:" + server.getAddress().getPort() + "/");
      HttpResponse<Void> answer =
          client.send(
              HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build(),
              HttpResponse.BodyHandlers.discarding());
      assertThat(answer.statusCode()).isEqualTo(200);
    } finally {
      server.stop(0);
    }
  }

  private static SSLContext trusting() throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    String authority = Files.readString(TestWorld.keys().resolve("ca.pem"));
    trusted.setCertificateEntry("ca", Pem.certificate(authority));
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLSv1.3");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
