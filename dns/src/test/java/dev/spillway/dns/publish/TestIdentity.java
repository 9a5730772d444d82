package dev.spillway.dns.publish;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Certificates of a controller, a node and a stranger; the first two trust each other. Those that
 * are in the folder already are used, so that several processes have the same.
 */
final class TestIdentity {
  private static final char[] PASSWORD = "changeit".toCharArray();

  final SSLContext controller;
  final SSLContext node;
  final SSLContext stranger;

  TestIdentity(Path folder) throws Exception {
    KeyStore one = made(folder, "controller");
    KeyStore two = made(folder, "node");
    KeyStore three = made(folder, "stranger");
    controller = context(one, two.getCertificate("node"));
    node = context(two, one.getCertificate("controller"));
    stranger = context(three, one.getCertificate("controller"));
  }

  private static KeyStore made(Path folder, String name) throws Exception {
    Path store = folder.resolve(name + ".p12");
    if (!Files.exists(store)) {
      make(folder, name, store);
    }
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD);
    }
    return keys;
  }

  private static void make(Path folder, String name, Path store) throws Exception {
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    Process process =
        new ProcessBuilder(
                List.of(
                    keytool,
                    "-J-XX:TieredStopAtLevel=1",
                    "-J-XX:+UseSerialGC",
                    "-genkeypair",
                    "-alias",
                    name,
                    "-keyalg",
                    "EC",
                    "-groupname",
                    "secp256r1",
                    "-dname",
                    "CN=" + name,
                    "-validity",
                    "2",
                    "-keystore",
                    store.toString(),
                    "-storetype",
                    "PKCS12",
                    "-storepass",
                    new String(PASSWORD)))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(name + ".txt").toFile())
            .start();
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IllegalStateException("keytool made no " + store);
    }
  }

  private static SSLContext context(KeyStore own, Certificate trusted) throws Exception {
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(own, PASSWORD);
    KeyStore others = KeyStore.getInstance("PKCS12");
    others.load(null, null);
    others.setCertificateEntry("other", trusted);
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(others);
    SSLContext context = SSLContext.getInstance("TLSv1.3");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }
}
