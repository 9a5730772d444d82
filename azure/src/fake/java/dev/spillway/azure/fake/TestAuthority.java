package dev.spillway.azure.fake;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A certificate authority made for one run of the tests, with the JDK's own keytool. */
public final class TestAuthority {
  public static final String PASSWORD = "changeit";
  private final Path folder;

  private TestAuthority(Path folder) {
    this.folder = folder;
  }

  private static final class Holder {
    static final TestAuthority ONE = make();
  }

  /** The same for all tests of this process. */
  public static TestAuthority get() {
    return Holder.ONE;
  }

  private static TestAuthority make() {
    TestAuthority made = new TestAuthority(Folders.temporary("ca"));
    made.keytool(
        "-genkeypair",
        "-alias",
        "ca",
        "-keyalg",
        "EC",
        "-dname",
        "CN=Test authority",
        "-ext",
        "bc:c=ca:true",
        "-ext",
        "ku=keyCertSign",
        "-validity",
        "30");
    made.keytool("-exportcert", "-rfc", "-alias", "ca", "-file", made.pem().toString());
    return made;
  }

  /** The authority's certificate. */
  public Path pem() {
    return folder.resolve("ca.pem");
  }

  /**
   * A PKCS12 file with a key and its certificate for these names.
   *
   * @param names such as {@code dns:localhost} or {@code ip:127.0.0.1}
   */
  public synchronized Path issue(String alias, List<String> names) {
    Path mine = folder.resolve(alias + ".p12");
    if (Files.exists(mine)) {
      return mine;
    }
    Path request = folder.resolve(alias + ".csr");
    Path chain = folder.resolve(alias + ".pem");
    List<String> store = List.of("-keystore", mine.toString());
    keytool(
        store,
        "-genkeypair",
        "-alias",
        alias,
        "-keyalg",
        "EC",
        "-dname",
        "CN=" + alias,
        "-validity",
        "30");
    keytool(store, "-certreq", "-alias", alias, "-file", request.toString());
    keytool(
        "-gencert",
        "-rfc",
        "-alias",
        "ca",
        "-infile",
        request.toString(),
        "-outfile",
        chain.toString(),
        "-ext",
        "san=" + String.join(",", names),
        "-validity",
        "30");
    keytool(store, "-importcert", "-noprompt", "-alias", "ca", "-file", pem().toString());
    keytool(store, "-importcert", "-noprompt", "-alias", alias, "-file", chain.toString());
    return mine;
  }

  /** A PKCS12 file with an RSA key and a certificate that it signed itself, as clients sign in with. */
  public synchronized Path signer(String alias) {
    Path mine = folder.resolve(alias + ".p12");
    if (!Files.exists(mine)) {
      keytool(
          List.of("-keystore", mine.toString()),
          "-genkeypair",
          "-alias",
          alias,
          "-keyalg",
          "RSA",
          "-keysize",
          "2048",
          "-dname",
          "CN=" + alias,
          "-validity",
          "30");
    }
    return mine;
  }

  /** What a server needs that shows such a certificate. */
  public SSLContext server(Path pkcs12) {
    try (InputStream in = Files.newInputStream(pkcs12)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, PASSWORD.toCharArray());
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, PASSWORD.toCharArray());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private void keytool(String... words) {
    keytool(List.of("-keystore", folder.resolve("ca.p12").toString()), words);
  }

  private void keytool(List<String> store, String... words) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(words));
    command.addAll(store);
    command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
    command.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC"));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes());
      if (process.waitFor() != 0) {
        throw new IllegalStateException(String.join(" ", command) + ": " + said);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
