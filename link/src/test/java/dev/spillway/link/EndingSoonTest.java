package dev.spillway.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An end says three times that its certificate ends, and does not fill the log with it. */
class EndingSoonTest {
  @TempDir Path folder;

  @BeforeAll
  static void makeKeys() {
    assertThat(TestWorld.keys()).isDirectory();
  }

  private static X509Certificate of(Path keys) throws IOException {
    return Pem.certificate(KeyFiles.readPrivate(keys.resolve("agent.pem")));
  }

  @Test
  void aYearsCertificateIsNamedAtAQuarterAtATenthAndAtItsEnd() throws Exception {
    X509Certificate certificate = of(TestWorld.keys());
    Instant end = certificate.getNotAfter().toInstant();
    EndingSoon ending = new EndingSoon();
    List<String> said = new ArrayList<>();
    for (int days = 364; days >= -3; days--) {
      String text = ending.look(certificate, end.minus(Duration.ofDays(days)));
      if (!text.isEmpty()) {
        said.add(days + ": " + text);
      }
    }
    assertThat(said).hasSize(3);
    assertThat(said.get(0))
        .startsWith("90: the certificate of 'CN=agent' ends in 90 days, at " + end)
        .contains("its sessions end then")
        .endsWith("renew it by 'spillway keys renew', or let it be done by --renew-at");
    assertThat(said.get(1)).startsWith("36: ");
    assertThat(said.get(2)).startsWith("0: ").contains("ended at " + end);
  }

  @Test
  void aRenewedCertificateIsAnotherOne() throws Exception {
    EndingSoon ending = new EndingSoon();
    X509Certificate old = of(TestWorld.keys());
    Instant late = old.getNotAfter().toInstant().minus(Duration.ofDays(1));
    assertThat(ending.look(old, late)).contains("ends in 24 hours");
    Path keys = RevocationTest.copyOfKeys(folder.resolve("keys"));
    new Authority(keys).renew(PeerRole.AGENT, Duration.ofDays(3 * 365));
    assertThat(ending.look(of(keys), late)).isEmpty();
    Instant atEnd = of(keys).getNotAfter().toInstant().minus(Duration.ofDays(30));
    assertThat(ending.look(of(keys), atEnd)).contains("ends in 30 days");
  }
}
