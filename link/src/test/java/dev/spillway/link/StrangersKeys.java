package dev.spillway.link;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** Keys in the hands of one who believes everybody, so that the other end alone has to judge. */
final class StrangersKeys {
  private StrangersKeys() {}

  /**
   * A key and its certificate from an authority's folder, valid from {@code start} for some days.
   */
  static Path issued(Path authority, PeerRole role, String start, int days) throws Exception {
    Path dir = TestFolders.make();
    Keytool keytool = new Keytool(dir.resolve("making.p12"), Keys.random());
    keytool.put(
        "ca",
        Pem.key(Files.readString(authority.resolve(Keys.CA_KEY))),
        Pem.certificate(Files.readString(authority.resolve(Keys.CA))));
    keytool.generate("own", "ca", "CN=stranger", start, days, Keys.extensions(role, Scope.ALL));
    Path file = dir.resolve(role.word() + ".pem");
    String text = keytool.keyPem("own") + keytool.certificatePem("own");
    KeyFiles.write(file, text, KeyFiles.SECRET);
    Files.copy(authority.resolve(Keys.CA), dir.resolve(Keys.CA));
    return file;
  }

  /**
   * @param file key and certificate; null to show none
   */
  static SSLEngine engine(@org.jspecify.annotations.Nullable Path file, boolean client)
      throws IOException, GeneralSecurityException {
    KeyStore own = KeyStore.getInstance("PKCS12");
    own.load(null, null);
    if (file != null) {
      String text = Files.readString(file);
      Certificate[] chain = Pem.certificates(text).toArray(Certificate[]::new);
      own.setKeyEntry("own", Pem.key(text), new char[0], chain);
    }
    // Its names of keys are those of the store, unlike PKIX's.
    KeyManagerFactory factory = KeyManagerFactory.getInstance("SunX509");
    factory.init(own, new char[0]);
    KeyManager keys = new ShowAnyway((X509ExtendedKeyManager) factory.getKeyManagers()[0]);
    SSLContext context = SSLContext.getInstance("TLSv1.3");
    context.init(
        file == null ? null : new KeyManager[] {keys}, new TrustManager[] {new TrustAll()}, null);
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(client);
    return engine;
  }

  /** Shows its certificate although the other end has said that it believes other authorities. */
  private static final class ShowAnyway extends X509ExtendedKeyManager {
    private static final String OWN = "own";
    private final X509ExtendedKeyManager keys;

    ShowAnyway(X509ExtendedKeyManager keys) {
      this.keys = keys;
    }

    @Override
    public String chooseEngineClientAlias(String[] types, Principal[] issuers, SSLEngine engine) {
      return OWN;
    }

    @Override
    public String chooseEngineServerAlias(String type, Principal[] issuers, SSLEngine engine) {
      return OWN;
    }

    @Override
    public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
      return OWN;
    }

    @Override
    public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
      return OWN;
    }

    @Override
    public String[] getClientAliases(String type, Principal[] issuers) {
      return new String[] {OWN};
    }

    @Override
    public String[] getServerAliases(String type, Principal[] issuers) {
      return new String[] {OWN};
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
      return keys.getCertificateChain(alias);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
      return keys.getPrivateKey(alias);
    }
  }

  private static final class TrustAll extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
