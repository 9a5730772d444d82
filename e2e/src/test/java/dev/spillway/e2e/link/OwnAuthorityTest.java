package dev.spillway.e2e.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.spillway.e2e.FreePort;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A company's own authority: an RSA root, an EC intermediate that signs and revokes, openssl only.
 */
@Timeout(240)
class OwnAuthorityTest {
  @TempDir Path folder;

  @Test
  void certificatesOfAnotherAuthorityWorkAndAreRevokedByItsList() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/openssl")), "needs openssl");
    try (LinkTown town = new LinkTown(folder)) {
      int dial = FreePort.take();
      int db = FreePort.take();
      makeKeys();
      town.configure(
          "address: \"127.0.0.1:%d\"".formatted(dial),
          "db: { at: \"127.0.0.1:%d\" }".formatted(town.database));
      town.start(
          "gateway.log",
          "gateway",
          "--listen",
          "127.0.0.1:" + dial,
          "--for",
          "shop/cloud",
          "--service",
          "db=127.0.0.1:" + db);
      town.start("agent.log", "agent");
      town.until("the instance is answered", () -> town.answers(db));
      revokeAgent();
      town.until("it is cut", () -> !town.answers(db));
      town.until(
          "and the log says why",
          () -> read(folder.resolve("gateway.log")).contains("was revoked"));
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void makeKeys() throws Exception {
    Path keys = Files.createDirectory(folder.resolve("keys"));
    Path ca = Files.createDirectory(folder.resolve("ca"));
    Files.writeString(ca.resolve("index.txt"), "");
    Files.writeString(
        ca.resolve("ca.cnf"),
        """
        [ca]
        default_ca = own
        [own]
        database = %1$s/index.txt
        certificate = %1$s/between.crt
        private_key = %1$s/between.key
        default_md = sha256
        default_crl_days = 30
        [between]
        basicConstraints = critical,CA:true,pathlen:0
        keyUsage = critical,keyCertSign,cRLSign
        [agent]
        subjectAltName = URI:urn:spillway:role:agent,URI:urn:spillway:for:shop/cloud
        extendedKeyUsage = clientAuth
        [gateway]
        subjectAltName = URI:urn:spillway:role:gateway,URI:urn:spillway:for:shop/*
        extendedKeyUsage = serverAuth
        """
            .formatted(ca));
    openssl(
        "req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=root -keyout root.key -out root.crt");
    openssl(
        "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=between -keyout between.key -out between.csr");
    openssl(
        "x509 -req -in between.csr -CA root.crt -CAkey root.key -days 30 -extfile ca.cnf -extensions between -out between.crt");
    issue("agent", "rsa:2048");
    issue("gateway", "ec -pkeyopt ec_paramgen_curve:P-384");
    // An authority whose list shall count stands in ca.pem itself, beside the root.
    Files.writeString(
        keys.resolve("ca.pem"), read(ca.resolve("root.crt")) + read(ca.resolve("between.crt")));
  }

  private void issue(String role, String key) throws Exception {
    openssl(
        "req -newkey "
            + key
            + " -nodes -subj /O=Shop/CN="
            + role
            + " -keyout end.key -out end.csr");
    openssl(
        "x509 -req -in end.csr -CA between.crt -CAkey between.key -days 30 -extfile ca.cnf -extensions "
            + role
            + " -out "
            + role
            + ".crt");
    Path ca = folder.resolve("ca");
    Path file = folder.resolve("keys/" + role + ".pem");
    Files.writeString(
        file,
        read(ca.resolve("end.key"))
            + read(ca.resolve(role + ".crt"))
            + read(ca.resolve("between.crt")));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private void revokeAgent() throws Exception {
    openssl("ca -config ca.cnf -revoke agent.crt");
    openssl("ca -config ca.cnf -gencrl -out list.crl");
    Files.move(folder.resolve("ca/list.crl"), folder.resolve("keys/crl.pem"));
  }

  private void openssl(String words) throws Exception {
    List<String> command = new ArrayList<>(List.of("/usr/bin/openssl"));
    command.addAll(List.of(words.split(" ")));
    Process process =
        new ProcessBuilder(command)
            .directory(folder.resolve("ca").toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(words + ": " + said).isZero();
  }
}
