package dev.spillway.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A revocation ends what it must at whatever moment it comes, and is not lost. */
@Timeout(60)
class RevocationTest {
  @TempDir Path folder;
  private Path keys;

  /** Takes a few seconds, which belong to no test. */
  @BeforeAll
  static void makeKeys() {
    assertThat(TestWorld.keys()).isDirectory();
  }

  @BeforeEach
  void copyKeys() throws IOException {
    keys = copy("keys");
  }

  private Path copy(String name) throws IOException {
    return copyOfKeys(folder.resolve(name));
  }

  /** All keys of the tests, in a folder that may be changed. */
  static Path copyOfKeys(Path copy) throws IOException {
    KeyFiles.folder(copy);
    try (var files = Files.list(TestWorld.keys())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, copy.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
    return copy;
  }

  private void revoke(PeerRole role) throws IOException {
    new Authority(keys).revoke(Authority.serial(keys.resolve(role.word() + ".pem")));
  }

  /** Makes the list that revokes it, which takes a while, and does not publish it yet. */
  private Path prepareRevocation(Path certificate) throws IOException {
    return new Authority(copy("elsewhere")).revoke(Authority.serial(certificate));
  }

  private void publish(Path list) throws IOException {
    Path fresh = folder.resolve("fresh");
    Files.copy(list, fresh);
    Files.move(fresh, keys.resolve(Keys.CRL), StandardCopyOption.ATOMIC_MOVE);
  }

  @Test
  void aRevokedGatewayIsLeftByTheAgentWithinASecond() throws Exception {
    try (TestTarget target = TestTarget.echo();
        TestWorld world = new TestWorld()) {
      // The gateway's own folder has no list: home alone knows.
      Gateway gateway = world.startGateway("tcp", copy("gateway"));
      world.own(gateway::close);
      Agent agent = world.agent(world.agentsPort, Map.of("db", target.at()), keys);
      TestWorld.until("a session stands", () -> TestWorld.isConnected(agent));
      Said said = world.own(Said.by(Redial.class));
      revoke(PeerRole.GATEWAY);
      TestWorld.until(
          "the session ends", Duration.ofSeconds(1), () -> agent.counts().sessionsLost() == 1);
      said.until("the certificate of 'CN=gateway' was revoked");
      said.until("with serial number"); // of the next handshake
      assertThat(agent.counts().sessions()).isEqualTo(1);
    }
  }

  @Test
  void anAgentThatIsRevokedBetweenHandshakeAndGreetingIsEnded() throws Exception {
    assertThat(revokedBeforeItGreets(PeerRole.AGENT, keys)).contains("was revoked");
  }

  @Test
  void aConnectorThatIsRevokedBetweenHandshakeAndGreetingIsEnded() throws Exception {
    Path connector = folder.resolve("connector");
    new Authority(keys)
        .issue(PeerRole.CONNECTOR, "burst", Scope.ALL, Duration.ofDays(1), connector);
    assertThat(revokedBeforeItGreets(PeerRole.CONNECTOR, connector)).contains("was revoked");
  }

  private String revokedBeforeItGreets(PeerRole role, Path own) throws IOException {
    Path list = prepareRevocation(own.resolve(role.word() + ".pem"));
    try (TestWorld world = new TestWorld()) {
      world.timings = TestWorld.PATIENT;
      Said read = world.own(Said.by(KeyWatch.class));
      Gateway gateway = world.startGateway("tcp", keys);
      world.own(gateway::close);
      RawEnd end = RawEnd.dialled(world.agentsPort, own, role);
      world.own(end::close);
      end.readUntil("\0"); // the first ping: the handshake is done at both ends
      publish(list);
      read.until("keys of the gateway read again");
      end.greet("shop", "cloud", "db");
      return end.readToTheEnd();
    }
  }

  @Test
  void aGatewayThatIsRevokedBetweenHandshakeAndWelcomeIsLeft() throws Exception {
    Path list = prepareRevocation(keys.resolve("gateway.pem"));
    try (TestTarget target = TestTarget.echo();
        TestWorld world = new TestWorld()) {
      HostileGateway hostile = new HostileGateway(world);
      Said read = world.own(Said.by(KeyWatch.class));
      hostile.agent(target.at(), null, Keys.load(keys, PeerRole.AGENT));
      try (RawEnd gateway = hostile.nextUnwelcomed()) {
        gateway.readUntil("shop\ncloud");
        publish(list);
        read.until("keys of the agent read again");
        gateway.say(Frames.empty(FrameType.WELCOME, 0));
        assertThat(gateway.readToTheEnd()).contains("was revoked");
      }
    }
  }

  @Test
  void keysThatCouldNotBeReadAreReadAsSoonAsTheyCan() throws Exception {
    Identity identity = Keys.load(keys, PeerRole.AGENT);
    assertThat(identity.refresh()).isFalse();
    Path file = keys.resolve("agent.pem");
    new Authority(keys).renew(PeerRole.AGENT, Duration.ofDays(2));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    for (int attempt = 0; attempt < 2; attempt++) {
      assertThatThrownBy(identity::refresh).hasMessageContaining("run: chmod 600");
    }
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    assertThat(identity.refresh()).isTrue();
    assertThat(identity.expires()).isBefore(java.time.Instant.now().plus(Duration.ofDays(3)));
    assertThat(identity.refresh()).isFalse();
  }

  @Test
  void aListThatWasReplacedByOneOfTheSameSizeAndTimeIsSeen() throws Exception {
    Identity identity = Keys.load(keys, PeerRole.GATEWAY);
    revoke(PeerRole.AGENT);
    assertThat(identity.refresh()).isTrue();
    Path list = keys.resolve(Keys.CRL);
    Path same = folder.resolve("same");
    Files.copy(list, same, StandardCopyOption.COPY_ATTRIBUTES);
    Files.move(same, list, StandardCopyOption.REPLACE_EXISTING);
    assertThat(identity.refresh()).isTrue();
  }
}
