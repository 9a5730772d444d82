package dev.spillway.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.core.Digest;
import dev.spillway.core.Endpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a burst hands out lets in as many of its release as it may have, and nobody afterwards. */
@Timeout(60)
class BurstInvitationsTest {
  private static final Digest RELEASE = new Digest("ab".repeat(32));
  private static final Digest OTHER = new Digest("cd".repeat(32));

  @TempDir Path folder;
  private final Endpoint at = TestWorld.freePort();
  private Path keys = Path.of("");
  private Instant now = Instant.now();
  private BurstInvitations burst = new BurstInvitations(keys, () -> now);

  @BeforeEach
  void copyKeys() throws IOException {
    keys = RevocationTest.copyOfKeys(folder.resolve("keys"));
    burst = new BurstInvitations(keys, () -> now);
  }

  private String invite() throws Exception {
    return burst.invite("shop", "cloud", RELEASE, 2, at);
  }

  private Path enrol(String line, Digest release, String name) throws IOException {
    Path made = folder.resolve(name);
    Enrolment.enrol(line, "SPILLWAY_INVITATION", release.toString(), made, Duration.ZERO);
    return made.resolve("connector.pem");
  }

  @Test
  void theInstancesOfABurstAndItsReleaseGetShortCertificatesAndNobodyAfterIt() throws Exception {
    String first = invite();
    assertThat(first).matches("spillway-invitation:[A-Za-z0-9+/=]+");
    assertThat(invite()).isEqualTo(first);
    try (EnrolmentServer server = EnrolmentServer.start(keys, at, "127.0.0.1")) {
      assertThat(server).isNotNull();
      assertThatThrownBy(() -> enrol(first, OTHER, "other")).hasMessageContaining("403");
      var made = Pem.certificate(Files.readString(enrol(first, RELEASE, "one")));
      assertThat(PeerRole.CONNECTOR.isOf(made)).isTrue();
      assertThat(Identity.name(made)).matches("CN=shop-cloud-burst-\\d{8}T\\d{6}-1");
      assertThat(Scope.of(made).has("shop", "cloud")).isTrue();
      assertThat(Scope.of(made).has("shop", "elsewhere")).isFalse();
      assertThat(Scope.of(made).release()).isEqualTo(RELEASE.toString());
      assertThat(made.getNotAfter().toInstant())
          .isBefore(Instant.now().plus(Duration.ofHours(12)).plusSeconds(5));
      burst.end("shop", "cloud");
      assertThatThrownBy(() -> enrol(first, RELEASE, "late")).hasMessageContaining("403");
    }
  }

  @Test
  void onlyTheHashOfTheSecretIsKept() throws Exception {
    String secret = Invitation.ofLine(invite(), "test").secret();
    assertThat(secret).matches("[0-9a-f]{64}");
    try (var files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file)).doesNotContain(secret);
      }
    }
    assertThat(Invitation.ofLine(invite(), "test").toString()).doesNotContain(secret);
  }

  @Test
  void anotherOneFollowsWhenAllHadItOrItEndsSoonOrTheReleaseIsAnother() throws Exception {
    String first = invite();
    invite();
    // The third instance takes the place of one that is gone.
    String second = invite();
    assertThat(second).isNotEqualTo(first);
    String third = burst.invite("shop", "cloud", OTHER, 2, at);
    assertThat(third).isNotIn(first, second);
    now = now.plus(BurstInvitations.OPEN).minusSeconds(60);
    assertThat(burst.invite("shop", "cloud", OTHER, 2, at)).isNotEqualTo(third);
  }

  @Test
  void whatAnEarlierProcessHandedOutEndsTooAndWhatIsOfOthersStays() throws Exception {
    invite();
    burst.invite("shop", "elsewhere", RELEASE, 2, at);
    var terms =
        new Invitation.Terms(
            "mine",
            Scope.parse(java.util.List.of("shop/cloud")),
            "",
            1,
            Duration.ofHours(1),
            Duration.ofHours(1));
    Invitation.write(keys, folder.resolve("mine"), at, PeerRole.CONNECTOR, terms);
    assertThat(Files.readAllLines(keys.resolve(Tokens.FILE))).hasSize(3);
    new BurstInvitations(keys, () -> now).end("shop", "cloud");
    assertThat(Files.readAllLines(keys.resolve(Tokens.FILE)))
        .hasSize(2)
        .anyMatch(line -> line.contains(" mine "))
        .anyMatch(line -> line.contains(" shop-elsewhere-burst-"));
  }

  @Test
  void whatIsNoInvitationIsNamed() {
    assertThatThrownBy(() -> enrol("hello", RELEASE, "no"))
        .hasMessageStartingWith("SPILLWAY_INVITATION is no invitation: it does not begin with");
    assertThatThrownBy(() -> enrol("spillway-invitation:%", RELEASE, "no"))
        .hasMessageEndingWith("not in Base64");
  }
}
