package dev.spillway.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several authorities are believed at a time, and each one's list counts for its own. */
@Timeout(60)
class AuthoritiesTest {
  @TempDir Path folder;
  private Path keys;

  @BeforeEach
  void copyKeys() throws IOException {
    keys = RevocationTest.copyOfKeys(folder.resolve("keys"));
  }

  private static X509Certificate certificate(Path file) throws IOException {
    return Pem.certificate(Files.readString(file));
  }

  /** Another authority, whose list names the number of our agent's certificate. */
  private String listOfAnother(Keytool other) throws Exception {
    Keys.authority(other);
    return other.revocations("ca", Set.of(Authority.serial(keys.resolve("agent.pem"))));
  }

  @Test
  void aListRevokesOnlyWhatItsOwnAuthorityHasSigned() throws Exception {
    Keytool other = new Keytool(folder.resolve("other.p12"), Keys.random());
    String others = listOfAnother(other);
    String both = Files.readString(keys.resolve(Keys.CA)) + other.certificatePem("ca");
    Files.writeString(keys.resolve(Keys.CA), both);
    Files.writeString(keys.resolve(Keys.CRL), others);
    X509Certificate agent = certificate(keys.resolve("agent.pem"));
    Identity gateway = Keys.load(keys, PeerRole.GATEWAY);
    assertThat(gateway.isRevoked(agent)).isFalse();
    new Authority(keys).revoke(keys.resolve("agent.pem"));
    assertThat(Files.readString(keys.resolve(Keys.CRL))).endsWith(others);
    assertThat(gateway.refresh()).isTrue();
    assertThat(gateway.isRevoked(agent)).isTrue();
    assertThat(gateway.isRevoked(certificate(keys.resolve("gateway.pem")))).isFalse();
  }

  @Test
  void untilItIsForgottenAnOldAuthorityRevokesWhatItSigned() throws Exception {
    Path old = RevocationTest.copyOfKeys(folder.resolve("old"));
    Rotation rotation = new Rotation(keys);
    rotation.rotate();
    Authority authority = new Authority(keys);
    authority.renew(PeerRole.AGENT, Duration.ofDays(2));
    authority.revoke(old.resolve("agent.pem"));
    Identity gateway = Keys.load(keys, PeerRole.GATEWAY);
    assertThat(gateway.isRevoked(certificate(old.resolve("agent.pem")))).isTrue();
    assertThat(gateway.isRevoked(certificate(keys.resolve("agent.pem")))).isFalse();
    authority.revoke(Authority.serial(old.resolve("connector.pem")));
    assertThat(gateway.refresh()).isTrue();
    for (String each : List.of("agent.pem", "connector.pem")) {
      assertThat(gateway.isRevoked(certificate(old.resolve(each)))).as(each).isTrue();
    }
    Path older = keys.resolve("older-ca-keys.pem");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(older)))
        .isEqualTo("rw-------");
    rotation.forget();
    assertThat(older).doesNotExist();
    assertThatThrownBy(() -> authority.revoke(old.resolve("gateway.pem")))
        .hasMessageContainingAll(
            "gateway.pem was signed by 'CN=Spillway link authority ", " has no key");
  }
}
