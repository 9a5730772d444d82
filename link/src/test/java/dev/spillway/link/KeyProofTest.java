package dev.spillway.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A certificate that is shown in a session counts only with the proof of its key, made there. */
@Timeout(60)
class KeyProofTest {
  @TempDir Path folder;
  private final TestWorld world = new TestWorld();
  private final Said agents = world.own(Said.by(Agents.class));
  private Path keys = Path.of("");

  @BeforeEach
  void startGateway() throws IOException {
    keys = RevocationTest.copyOfKeys(folder.resolve("keys"));
    world.timings = TestWorld.PATIENT;
    world.own(world.startGateway("tcp", keys)::close);
  }

  @AfterEach
  void close() {
    world.close();
  }

  private RawEnd agent() throws IOException {
    RawEnd end = RawEnd.agent(world.agentsPort, keys);
    world.own(end::close);
    end.listen();
    end.greet("shop", "cloud", "db");
    return end;
  }

  /** Keys of a certificate that ends later than those of the session. */
  private Credentials later(PeerRole role, String name, Scope scope) throws IOException {
    Path dir = folder.resolve("later");
    new Authority(keys).issue(role, name, scope, Duration.ofDays(900), dir);
    return Credentials.read(dir, role);
  }

  /** The log has why; who lies is not told. */
  private void isEnded(RawEnd end, String why) {
    end.readToTheEnd();
    agents.until(why);
  }

  private static ByteBuffer frame(RawEnd of, Credentials shown) throws Exception {
    return Frames.bytes(FrameType.CERTIFICATE, KeyProof.payload(of.engine(), shown));
  }

  @Test
  void theRightProofIsTaken() throws Exception {
    Said said = world.own(Said.by(SessionCertificates.class));
    RawEnd end = agent();
    end.say(frame(end, later(PeerRole.AGENT, "agent", Scope.ALL)));
    said.until("was renewed: valid until ");
  }

  @Test
  void oneThatWasMadeInAnotherSessionIsNot() throws Exception {
    RawEnd stolen = agent();
    RawEnd end = agent();
    end.say(frame(stolen, later(PeerRole.AGENT, "agent", Scope.ALL)));
    isEnded(end, "without the proof that its key is there");
  }

  @Test
  void theKeyOfTheOldCertificateProvesNothing() throws Exception {
    RawEnd end = agent();
    Credentials fresh = later(PeerRole.AGENT, "agent", Scope.ALL);
    Credentials old = Credentials.read(keys, PeerRole.AGENT);
    Credentials mixed =
        new Credentials(fresh.chain(), old.key(), old.revocations(), old.trust(), old.context());
    end.say(frame(end, mixed));
    isEnded(end, "without the proof that its key is there");
  }

  @ParameterizedTest
  @CsvSource({"CONNECTOR, agent, any", "AGENT, other, any", "AGENT, agent, shop/cloud"})
  void whatIsForAnotherEndIsNot(PeerRole role, String name, String scope) throws Exception {
    RawEnd end = agent();
    end.say(frame(end, later(role, name, Scope.parse(List.of(scope)))));
    isEnded(end, "for another name, role, site or release");
  }

  @Test
  void anEarlierEndIsNotTaken() throws Exception {
    RawEnd end = agent();
    Path dir = folder.resolve("shorter");
    new Authority(keys).issue(PeerRole.AGENT, "agent", Scope.ALL, Duration.ofDays(2), dir);
    end.say(frame(end, Credentials.read(dir, PeerRole.AGENT)));
    isEnded(end, "a renewed certificate that ends no later");
  }

  @Test
  void beforeTheGreetingAndAsNonsenseItEndsTheSession() throws Exception {
    RawEnd early = RawEnd.agent(world.agentsPort, keys);
    world.own(early::close);
    early.listen();
    early.say(frame(early, Credentials.read(keys, PeerRole.AGENT)));
    isEnded(early, "a renewed certificate before the greeting");
    RawEnd end = agent();
    end.say(Frames.bytes(FrameType.CERTIFICATE, ByteBuffer.wrap(new byte[] {-1, -1, 7})));
    isEnded(end, "a renewed certificate that cannot be read");
  }

  @Test
  void oneOfAStrangersAuthorityWaitsAndLengthensNothing() throws Exception {
    Said said = world.own(Said.by(SessionCertificates.class));
    Path strangers = TestWorld.makeKeys("-1H");
    Path dir = folder.resolve("strange");
    new Authority(strangers).issue(PeerRole.AGENT, "agent", Scope.ALL, Duration.ofDays(900), dir);
    RawEnd end = agent();
    end.readUntil("db");
    end.say(frame(end, Credentials.read(dir, PeerRole.AGENT)));
    end.say(frame(end, Credentials.read(dir, PeerRole.AGENT)));
    said.until("does not count here yet, PKIX");
    assertThat(said.has("was renewed")).isFalse();
    assertThat(said.lines()).hasSize(1);
  }

  @Test
  void keysOfRsaProveThemselvesToo() throws Exception {
    Path own = rsa(20);
    Path fresh = rsa(900);
    Said said = world.own(Said.by(SessionCertificates.class));
    RawEnd end = RawEnd.agent(world.agentsPort, own);
    world.own(end::close);
    end.listen();
    end.greet("shop", "cloud", "db");
    end.say(frame(end, Credentials.read(fresh, PeerRole.AGENT)));
    said.until("was renewed: valid until ");
  }

  /** A folder with a key of RSA, as OpenSSL makes it, and a certificate for so many days. */
  private Path rsa(int days) throws Exception {
    Path dir = folder.resolve("rsa-" + days);
    KeyFiles.folder(dir);
    String key = dir.resolve("key").toString();
    Path request = dir.resolve("request");
    String openssl = Programs.path("openssl").toString();
    Programs.run(
        dir,
        List.of(
            openssl,
            "req",
            "-new",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-subj",
            "/CN=agent",
            "-keyout",
            key,
            "-out",
            request.toString()));
    List<String> extensions = Keys.extensions(PeerRole.AGENT, Scope.ALL);
    String certificate =
        Signer.present(keys)
            .with(keytool ->
                keytool.sign(
                    "ca",
                    Files.readString(request),
                    "CN=agent",
                    Duration.ofDays(days),
                    extensions));
    String both = Files.readString(Path.of(key)) + certificate;
    KeyFiles.write(dir.resolve("agent.pem"), both, KeyFiles.SECRET);
    Files.copy(keys.resolve(Keys.CA), dir.resolve(Keys.CA));
    return dir;
  }
}
