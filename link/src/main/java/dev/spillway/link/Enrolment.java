package dev.spillway.link;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** How a further end gets its folder of keys with an invitation. */
public final class Enrolment {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private Enrolment() {}

  /**
   * Makes a key here, has its certificate signed, and writes the folder. The key never leaves this
   * machine.
   *
   * @param release what this end says it is; empty when the invitation asks for none
   * @param folder is made; must not hold keys
   * @throws IOException says what the authority answered
   */
  public static void enrol(Path invitation, String release, Path folder) throws IOException {
    Invitation invited = Invitation.read(invitation);
    KeyFiles.folder(folder);
    Path store = folder.resolve(".making-" + Keys.random() + ".p12");
    Keytool keytool = new Keytool(store, Keys.random());
    String alias = invited.role().word();
    try {
      keytool.generate(alias, alias, "CN=" + alias, Keys.START, 1, List.of());
      String certificate = ask(invited, release, keytool.request(alias));
      String pair = keytool.keyPem(alias) + Pem.only("CERTIFICATE", certificate);
      KeyFiles.write(folder.resolve(alias + ".pem"), pair, KeyFiles.SECRET);
      KeyFiles.write(folder.resolve(Keys.CA), invited.authority(), KeyFiles.PUBLIC);
    } catch (GeneralSecurityException e) {
      throw new IOException("no keys in " + folder + ": " + e.getMessage(), e);
    } finally {
      Files.deleteIfExists(store);
    }
  }

  private static String ask(Invitation invited, String release, String request)
      throws IOException, GeneralSecurityException {
    String body =
        String.join(
            "\n",
            invited.secret(),
            invited.role().word(),
            release,
            Pem.only("NEW CERTIFICATE REQUEST", request));
    HttpRequest post =
        HttpRequest.newBuilder(URI.create("https://" + invited.at() + "/enrol"))
            .timeout(LIMIT)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try (HttpClient http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(LIMIT)
            .sslContext(trusting(invited.authority()))
            .build()) {
      HttpResponse<String> answer = http.send(post, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IOException(
            "%s said %d: %s".formatted(invited.at(), answer.statusCode(), answer.body()));
      }
      return answer.body();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while asking " + invited.at(), e);
    }
  }

  private static SSLContext trusting(String authority)
      throws IOException, GeneralSecurityException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    int number = 0;
    for (var each : Pem.certificates(authority)) {
      trusted.setCertificateEntry("ca" + number++, each);
    }
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLSv1.3");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
