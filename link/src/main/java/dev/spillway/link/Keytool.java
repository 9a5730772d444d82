package dev.spillway.link;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The JDK's program for keys, working on one PKCS #12 file. The password goes by the environment,
 * so that it shows in no list of processes.
 */
final class Keytool {
  private static final String PASSWORD_VARIABLE = "SPILLWAY_STORE_PASSWORD";

  private final Path store;
  private final String password;

  Keytool(Path store, String password) {
    this.store = store;
    this.password = password;
  }

  /**
   * Makes an EC P-256 key and its certificate.
   *
   * @param signer alias of the key that signs it, or its own alias
   * @param start when it begins to be valid, from now, such as {@code -1H}
   * @param extensions in keytool's spelling, such as {@code ku:c=digitalSignature}
   */
  void generate(
      String alias, String signer, String subject, String start, int days, List<String> extensions)
      throws IOException {
    List<String> command = new ArrayList<>(List.of("-genkeypair", "-alias", alias));
    command.addAll(
        List.of("-keyalg", "EC", "-groupname", "secp256r1", "-sigalg", "SHA256withECDSA"));
    command.addAll(List.of("-dname", subject, "-validity", Integer.toString(days)));
    command.addAll(List.of("-startdate", start));
    if (!signer.equals(alias)) {
      command.addAll(List.of("-signer", signer));
    }
    extensions.forEach(extension -> command.addAll(List.of("-ext", extension)));
    run(command);
  }

  /** A signed list of revoked certificates (RFC 5280 section 5) in PEM. */
  String revocations(String signer, Collection<BigInteger> serials) throws IOException {
    List<String> command = new ArrayList<>(List.of("-gencrl", "-rfc", "-alias", signer));
    serials.forEach(serial -> command.addAll(List.of("-id", serial.toString())));
    return Pem.only("X509 CRL", run(command));
  }

  /** A request (PKCS #10, in PEM) for the certificate of a key of the store. */
  String request(String alias) throws IOException {
    return run(List.of("-certreq", "-alias", alias));
  }

  /** The certificate in PEM for another machine's request. */
  String sign(
      String signer, String request, String subject, Duration valid, List<String> extensions)
      throws IOException {
    Path file = store.resolveSibling(store.getFileName() + ".csr");
    try {
      KeyFiles.write(file, request, KeyFiles.SECRET);
      List<String> command = new ArrayList<>(List.of("-gencert", "-rfc", "-alias", signer));
      command.addAll(List.of("-infile", file.toString(), "-dname", subject));
      Lifetime life = Lifetime.of(valid);
      command.addAll(List.of("-validity", Integer.toString(life.days())));
      command.addAll(List.of("-startdate", life.start()));
      extensions.forEach(extension -> command.addAll(List.of("-ext", extension)));
      return Pem.only("CERTIFICATE", run(command));
    } finally {
      Files.deleteIfExists(file);
    }
  }

  KeyStore load() throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, password.toCharArray());
    }
    return keys;
  }

  String keyPem(String alias) throws IOException, GeneralSecurityException {
    return Pem.of((PrivateKey) load().getKey(alias, password.toCharArray()));
  }

  String certificatePem(String alias) throws IOException, GeneralSecurityException {
    return Pem.of(load().getCertificate(alias));
  }

  /** Puts a key that exists into the store. */
  void put(String alias, PrivateKey key, X509Certificate certificate)
      throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, null);
    keys.setKeyEntry(alias, key, password.toCharArray(), new Certificate[] {certificate});
    save(keys);
  }

  /** Takes a key out of the store. */
  void remove(String alias) throws IOException, GeneralSecurityException {
    KeyStore keys = load();
    keys.deleteEntry(alias);
    save(keys);
  }

  private void save(KeyStore keys) throws IOException, GeneralSecurityException {
    try (var out = Files.newOutputStream(store)) {
      keys.store(out, password.toCharArray());
    }
  }

  private String run(List<String> arguments) throws IOException {
    Path program = Path.of(System.getProperty("java.home"), "bin", "keytool");
    if (!Files.isExecutable(program)) {
      throw new IOException(
          "no program " + program + "; run with a JDK, or a runtime image made with jdk.jartool");
    }
    // A short life: what would make a long one fast only costs time here.
    List<String> command =
        new ArrayList<>(
            List.of(program.toString(), "-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC"));
    command.addAll(arguments);
    command.addAll(List.of("-keystore", store.toString(), "-storetype", "PKCS12"));
    command.addAll(List.of("-storepass:env", PASSWORD_VARIABLE));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put(PASSWORD_VARIABLE, password);
    Process process = builder.start();
    process.getOutputStream().close();
    try {
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException("keytool failed: " + said.strip());
      }
      return said;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while keytool ran", e);
    } finally {
      process.destroyForcibly();
    }
  }
}
