package dev.spillway.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.core.Endpoint;
import java.io.IOException;
import java.math.BigInteger;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Certificates change while streams go on, and end what they must. */
@Timeout(60)
class IdentityTest {
  @TempDir Path folder;
  private Path keys;

  @BeforeEach
  void copyKeys() throws IOException {
    keys = folder.resolve("keys");
    KeyFiles.folder(keys);
    try (var files = Files.list(TestWorld.keys())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, keys.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  private static void echoes(Socket socket) throws IOException {
    socket.getOutputStream().write(3);
    assertThat(socket.getInputStream().read()).isEqualTo(3);
  }

  @Test
  void aRevokedAgentIsCutWithinASecondAndStaysOut() throws Exception {
    try (TestTarget target = TestTarget.echo();
        TestWorld world = new TestWorld()) {
      Gateway gateway = world.startGateway("tcp", keys);
      world.own(gateway::close);
      Agent agent = world.agent(world.agentsPort, Map.of("db", target.at()), keys);
      TestWorld.until("a session stands", () -> TestWorld.isConnected(agent));
      Socket open = world.connect();
      echoes(open);
      new Authority(keys).revoke(Authority.serial(keys.resolve("agent.pem")));
      TestWorld.until(
          "the session ends", Duration.ofSeconds(1), () -> gateway.counts().sessionsLost() == 1);
      TestWorld.until("it knocks in vain", () -> gateway.counts().handshakesFailed() >= 2);
      assertThat(gateway.counts().sessions()).isEqualTo(1);
      new Authority(keys).renew(PeerRole.AGENT, Duration.ofDays(2));
      TestWorld.until("with a new certificate it is let in", () -> TestWorld.isConnected(agent));
    }
  }

  @Test
  void aRenewedCertificateDropsNoStream() throws Exception {
    try (TestTarget target = TestTarget.echo();
        TestWorld world = new TestWorld()) {
      Gateway gateway = world.startGateway("tcp", keys);
      world.own(gateway::close);
      TestRelay relay = world.own(new TestRelay(world.agentsPort));
      Agent agent = world.agent(relay.at(), Map.of("db", target.at()), keys);
      TestWorld.until("a session stands", () -> TestWorld.isConnected(agent));
      Socket open = world.connect();
      echoes(open);
      BigInteger old = Authority.serial(keys.resolve("agent.pem"));
      Said read = world.own(Said.by(KeyWatch.class));
      new Authority(keys).renew(PeerRole.AGENT, Duration.ofDays(2));
      assertThat(Authority.serial(keys.resolve("agent.pem"))).isNotEqualTo(old);
      read.until("keys of the agent read again");
      echoes(open);
      assertThat(gateway.counts().sessions()).isEqualTo(1);
      relay.cut();
      TestWorld.until("it is back", () -> gateway.counts().sessions() == 2);
      // Were it the old one that was shown, its revocation would end the session.
      new Authority(keys).revoke(old);
      read.until("keys of the gateway read again");
      echoes(world.connect());
      assertThat(gateway.counts().sessionsLost()).isEqualTo(1);
    }
  }

  private static boolean isRefused(TestRelay relay, Gateway gateway) {
    long before = gateway.counts().sessions();
    long refused = gateway.counts().handshakesFailed();
    try {
      relay.cut();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    TestWorld.until(
        "it has dialled again",
        () ->
            gateway.counts().sessions() > before || gateway.counts().handshakesFailed() > refused);
    return gateway.counts().sessions() == before;
  }

  @Test
  void twoAuthoritiesAreBelievedUntilTheOldOneIsForgotten() throws Exception {
    Path old = Files.createDirectory(folder.resolve("old"));
    for (String file : new String[] {"agent.pem", "ca.pem"}) {
      Files.copy(keys.resolve(file), old.resolve(file), StandardCopyOption.COPY_ATTRIBUTES);
    }
    Rotation rotation = new Rotation(keys);
    rotation.rotate();
    try (TestTarget target = TestTarget.echo();
        TestWorld world = new TestWorld()) {
      Gateway gateway = world.startGateway("tcp", keys);
      world.own(gateway::close);
      TestRelay relay = world.own(new TestRelay(world.agentsPort));
      Agent agent = world.agent(relay.at(), Map.of("db", target.at()), old);
      TestWorld.until("old agent, old gateway", () -> TestWorld.isConnected(agent));
      Files.copy(
          keys.resolve("ca.pem"), old.resolve("ca.pem"), StandardCopyOption.REPLACE_EXISTING);
      new Authority(keys).renew(PeerRole.GATEWAY, Duration.ofDays(3));
      Socket open = world.connect();
      echoes(open);
      rotation.forget();
      // The gateway reads its folder within a quarter of a second; until then it believes both.
      TestWorld.until("the old agent is refused", () -> isRefused(relay, gateway));
    }
  }

  @Test
  void anInvitedAgentGetsItsCertificateOnceAndForItsPurposeOnly() throws Exception {
    Endpoint at = TestWorld.freePort();
    Path invitation = folder.resolve("second.invitation");
    Path late = folder.resolve("late.invitation");
    Duration hour = Duration.ofHours(1);
    Duration day = Duration.ofDays(1);
    Invitation.write(
        keys,
        invitation,
        at,
        PeerRole.AGENT,
        new Invitation.Terms("second", Scope.ALL, "abc123", 1, hour, day));
    Invitation.write(
        keys,
        late,
        at,
        PeerRole.AGENT,
        new Invitation.Terms("late", Scope.ALL, "", 1, Duration.ofSeconds(-1), day));
    Path second = folder.resolve("second");
    try (EnrolmentServer server = EnrolmentServer.start(keys, at, "127.0.0.1");
        TestTarget target = TestTarget.echo();
        TestWorld world = new TestWorld()) {
      assertThat(server).isNotNull();
      assertThatThrownBy(
              () -> Enrolment.enrol(invitation, "other", folder.resolve("no"), Duration.ZERO))
          .hasMessageContaining("403");
      assertThatThrownBy(() -> Enrolment.enrol(late, "", folder.resolve("no"), Duration.ZERO))
          .hasMessageContaining("403");
      Enrolment.enrol(invitation, "abc123", second, Duration.ZERO);
      assertThatThrownBy(
              () -> Enrolment.enrol(invitation, "abc123", folder.resolve("again"), Duration.ZERO))
          .hasMessageContaining("403");
      Gateway gateway = world.startGateway("tcp", keys);
      world.own(gateway::close);
      Agent agent = world.agent(world.agentsPort, Map.of("db", target.at()), second);
      TestWorld.until("a session stands", () -> TestWorld.isConnected(agent));
      echoes(world.connect());
    }
    assertThat(Files.readString(keys.resolve(Tokens.FILE)))
        .doesNotContain(Invitation.read(invitation).secret());
  }
}
