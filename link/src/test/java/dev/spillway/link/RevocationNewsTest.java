package dev.spillway.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.core.Endpoint;
import java.io.IOException;
import java.math.BigInteger;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is revoked at home counts at gateways that nobody has touched. */
@Timeout(60)
class RevocationNewsTest {
  @TempDir Path folder;
  private Path home = Path.of("");
  private Path gateway = Path.of("");
  private Path connector = Path.of("");

  @BeforeEach
  void makeKeys() throws IOException {
    home = RevocationTest.copyOfKeys(folder.resolve("home"));
    gateway = RevocationTest.copyOfKeys(folder.resolve("gateway"));
    Files.delete(gateway.resolve(Keys.CA_KEY));
    connector = folder.resolve("connector");
    new Authority(home)
        .issue(PeerRole.CONNECTOR, "burst", Scope.ALL, Duration.ofDays(1), connector);
  }

  @Test
  void aConnectorThatHomeRevokesIsCutAtTheGatewayWithinASecondAndStaysOut() throws Exception {
    Endpoint local = TestWorld.freePort();
    try (TestTarget target = TestTarget.echo();
        TestWorld world = new TestWorld()) {
      Gateway first = world.startGateway("tcp", gateway);
      world.own(first::close);
      Agent agent = world.agent(world.agentsPort, Map.of("db", target.at()), home);
      Connector far =
          Connector.start(ConnectorTest.config(connector, local, List.of(world.agentsPort)));
      world.own(far::close);
      TestWorld.until("it stands", () -> far.connected() == 1 && far.offers("db"));
      Socket open = world.connect(local);
      assertThat(TestWorld.echoes(open)).isTrue();
      Socket other = world.connect();
      assertThat(TestWorld.echoes(other)).isTrue();
      new Authority(home).revoke(Authority.serial(connector.resolve("connector.pem")));
      TestWorld.until("it is cut", Duration.ofSeconds(1), () -> far.connected() == 0);
      assertThat(TestWorld.echoes(open)).isFalse();
      assertThat(TestWorld.echoes(other)).as("nobody else").isTrue();
      agent.close();
      first.close();
      // Kept on the disk: a gateway that is started anew knows, also before home is there.
      Gateway again = world.startGateway("tcp", gateway);
      world.own(again::close);
      TestWorld.until("it knocks in vain", () -> again.counts().handshakesFailed() > 1);
      assertThat(again.guests()).isZero();
    }
  }

  @Test
  void anAgentBringsWhatWasRevokedBeforeItCame() throws Exception {
    BigInteger serial = Authority.serial(connector.resolve("connector.pem"));
    new Authority(home).revoke(serial);
    try (TestTarget target = TestTarget.echo();
        TestWorld world = new TestWorld()) {
      Gateway first = world.startGateway("tcp", gateway);
      world.own(first::close);
      world.agent(world.agentsPort, Map.of("db", target.at()), home);
      TestWorld.until("the list is there", () -> Files.exists(gateway.resolve(Keys.CRL)));
      assertThat(Files.readString(gateway.resolve(Keys.CRL)))
          .isEqualTo(Files.readString(home.resolve(Keys.CRL)));
    }
  }

  /** A list of 4,500 certificates, of which one is the connector's. */
  private String longList() throws IOException {
    List<BigInteger> serials = new ArrayList<>();
    serials.add(Authority.serial(connector.resolve("connector.pem")));
    for (int i = 1; i < 4500; i++) {
      serials.add(BigInteger.valueOf(i).shiftLeft(40));
    }
    return Signer.present(home).with(keytool -> keytool.revocations("ca", serials));
  }

  @Test
  void aListOfThousandsComesInParts() throws Exception {
    String list = longList();
    assertThat(list.length()).isGreaterThan(2 * FrameType.REVOKED.most());
    KeyFiles.write(home.resolve(Keys.CRL), list, KeyFiles.PUBLIC);
    try (TestTarget target = TestTarget.echo();
        TestWorld world = new TestWorld()) {
      Gateway first = world.startGateway("tcp", gateway);
      world.own(first::close);
      Said said = world.own(Said.by(RevocationNews.class));
      world.agent(world.agentsPort, Map.of("db", target.at()), home);
      said.until("home's list of revoked certificates is in force");
      assertThat(Files.readString(gateway.resolve(Keys.CRL))).isEqualTo(list);
      assertThat(first.heldOfLists()).isZero();
      assertThat(first.counts().sessionsLost()).isZero();
    }
  }

  @Test
  void partsWithoutAnEndAreBoundedAndGivenBack() throws Exception {
    ByteBuffer part = Frames.text(FrameType.REVOKED_PART, "x".repeat(Frames.MAX_PAYLOAD));
    try (TestWorld world = new TestWorld()) {
      world.timings = TestWorld.PATIENT;
      Gateway first = world.startGateway("tcp", gateway);
      world.own(first::close);
      Said said = world.own(Said.by(Agents.class));
      List<RawEnd> liars = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        RawEnd liar = RawEnd.agent(world.agentsPort, home);
        world.own(liar::close);
        liar.listen();
        liar.greet("shop", "cloud-" + i, "db");
        for (int each = 0; each < 8; each++) {
          liar.say(part.duplicate());
        }
        liars.add(liar);
      }
      TestWorld.until("four lists are held", () -> first.heldOfLists() == LongLists.MOST_OF_NAME);
      RawEnd fifth = RawEnd.agent(world.agentsPort, home);
      world.own(fifth::close);
      fifth.listen();
      fifth.greet("shop", "cloud-5", "db");
      fifth.say(part.duplicate());
      said.until("lists of revoked certificates of more than 2097152 bytes at once by one name");
      liars.getFirst().say(part.duplicate());
      said.until("a list of revoked certificates of more than 524288 bytes");
      liars.forEach(RawEnd::close);
      TestWorld.until("all is given back", () -> first.heldOfLists() == 0);
      assertThat(gateway.resolve(Keys.CRL)).doesNotExist();
    }
  }

  @Test
  void whatOneNameHoldsIsTakenFromNoOther() {
    LongLists room = new LongLists();
    assertThat(room.take("CN=liar", LongLists.MOST_OF_NAME)).isTrue();
    assertThat(room.take("CN=liar", 1)).isFalse();
    assertThat(room.take("CN=agent", LongLists.MOST)).isTrue();
    room.give("CN=liar", LongLists.MOST_OF_NAME);
    assertThat(room.held()).isEqualTo(LongLists.MOST);
  }

  @Test
  void aListThatNobodySignedIsNotKept() throws Exception {
    Path foreign = TestWorld.makeKeys("-1H");
    new Authority(foreign).revoke(BigInteger.TWO);
    String lists = Files.readString(foreign.resolve(Keys.CRL));
    try (TestWorld world = new TestWorld()) {
      Gateway first = world.startGateway("tcp", gateway);
      world.own(first::close);
      Said said = world.own(Said.by(RevocationNews.class));
      try (RawEnd liar = RawEnd.agent(world.agentsPort, home)) {
        liar.greet("shop", "cloud", "db");
        liar.readUntil("\0");
        liar.say(Frames.text(FrameType.REVOKED, lists));
        liar.say(
            Frames.text(
                FrameType.REVOKED, "-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n"));
        said.until("a list of revoked certificates is not kept");
      }
      assertThat(gateway.resolve(Keys.CRL)).doesNotExist();
    }
  }

  @Test
  void anOlderListTakesNothingBackAndTwoThatDifferBothCount() throws Exception {
    List<X509Certificate> roots = Pem.certificates(Files.readString(home.resolve(Keys.CA)));
    String one = revoked(1);
    String both = revoked(2);
    Files.delete(home.resolve(Keys.CRL));
    String third = revoked(3);
    assertThat(Revocations.merged("", one, roots)).isEqualTo(one);
    assertThat(Revocations.merged(one, both, roots)).isEqualTo(both);
    assertThat(Revocations.merged(both, one, roots)).isSameAs(both);
    assertThat(Revocations.merged(both, both, roots)).isSameAs(both);
    String all = Revocations.merged(both, third, roots);
    assertThat(Revocations.read(all, roots).serials(roots.getFirst()))
        .containsExactlyInAnyOrder(BigInteger.ONE, BigInteger.TWO, BigInteger.valueOf(3));
    assertThat(Revocations.merged(all, one, roots)).isSameAs(all);
    // Signed by somebody else in the authority's name.
    List<X509Certificate> others =
        Pem.certificates(Files.readString(TestWorld.makeKeys("-1H").resolve(Keys.CA)));
    assertThat(Revocations.merged("", one, others)).isEmpty();
    String forged = one.replaceFirst("(?s)(.{40})(.)(.{6}\\n-----END)", "$1A$3");
    assertThatThrownBy(() -> Revocations.merged("", forged.equals(one) ? "" : forged, roots))
        .isInstanceOf(IOException.class);
  }

  private String revoked(long serial) throws IOException {
    new Authority(home).revoke(BigInteger.valueOf(serial));
    return Files.readString(home.resolve(Keys.CRL));
  }
}
