package dev.spillway.link;

import dev.spillway.core.Endpoint;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** How an end gets its keys by an invitation, and later new ones. Keys are made where they stay. */
public final class Enrolment {
  private static final Logger LOG = System.getLogger(Enrolment.class.getName());
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private Enrolment() {}

  /**
   * Makes a key here, has its certificate signed, and writes the folder. The key never leaves this
   * machine.
   *
   * @param release what this end says it is; empty when the invitation asks for none
   * @param folder is made; must not hold keys
   * @param patience for how long it asks again where nobody answers yet, as when an instance starts
   *     before the link stands; zero for once
   * @throws IOException says what the authority answered
   */
  public static void enrol(Path invitation, String release, Path folder, Duration patience)
      throws IOException {
    enrol(Invitation.read(invitation), release, folder, patience);
  }

  /**
   * The same with what an instance was given when it was started.
   *
   * @param line begins with {@link dev.spillway.core.Invitations#MARK}
   * @param where it stood, such as the name of a variable
   */
  public static void enrol(
      String line, String where, String release, Path folder, Duration patience)
      throws IOException {
    enrol(Invitation.ofLine(line, where), release, folder, patience);
  }

  private static void enrol(Invitation invited, String release, Path folder, Duration patience)
      throws IOException {
    String role = invited.role().word();
    Path file = folder.resolve(role + ".pem");
    if (Files.exists(file)) {
      throw new IOException(
          file + " exists, and the invitation was not used; 'spillway keys renew' renews it");
    }
    KeyFiles.folder(folder);
    String pair =
        pair(
            folder,
            role,
            request ->
                answer(
                    invited.at(),
                    sendUntilSomebodyAnswers(
                        invited,
                        String.join("\n", invited.secret(), role, release, request),
                        patience)));
    KeyFiles.replace(folder.resolve(Keys.CA), invited.authority(), KeyFiles.PUBLIC);
    KeyFiles.write(file, pair, KeyFiles.SECRET);
  }

  /**
   * Makes a new key here and gets its certificate with the present one, in whose place both are
   * put: what runs uses them from its next session on, and no stream is dropped.
   *
   * @param at where {@link EnrolmentServer} is reached
   * @throws IOException says what the authority answered; the present keys stay then
   */
  public static Path renew(Path folder, PeerRole role, Endpoint at) throws IOException {
    Path file = folder.resolve(role.word() + ".pem");
    String own = KeyFiles.readPrivate(file);
    String authority = KeyFiles.read(folder.resolve(Keys.CA));
    PrivateKey key = Pem.key(own);
    String present = Pem.only("CERTIFICATE", own);
    String pair =
        pair(
            folder,
            role.word(),
            request ->
                answer(
                    at,
                    send(at, "/renew", proof(key, request) + "\n" + present + request, authority)));
    KeyFiles.replace(file, pair, KeyFiles.SECRET);
    return file;
  }

  private static String proof(PrivateKey key, String request) throws GeneralSecurityException {
    Signature signature = Signature.getInstance(EnrolmentDesk.proof(key.getAlgorithm()));
    signature.initSign(key);
    signature.update(request.getBytes(StandardCharsets.US_ASCII));
    return Base64.getEncoder().encodeToString(signature.sign());
  }

  private interface Signer {
    String sign(String request) throws IOException, GeneralSecurityException;
  }

  /** A new key and its certificate; nothing of the key leaves the folder. */
  private static String pair(Path folder, String alias, Signer signer) throws IOException {
    Path store = folder.resolve(".making-" + Keys.random() + ".p12");
    Keytool keytool = new Keytool(store, Keys.random());
    try {
      keytool.generate(alias, alias, "CN=" + alias, Keys.START, 1, List.of());
      String request = Pem.only("NEW CERTIFICATE REQUEST", keytool.request(alias));
      return keytool.keyPem(alias) + Pem.only("CERTIFICATE", signer.sign(request));
    } catch (GeneralSecurityException e) {
      throw new IOException("no keys in " + folder + ": " + e.getMessage(), e);
    } finally {
      Files.deleteIfExists(store);
    }
  }

  private static HttpResponse<String> sendUntilSomebodyAnswers(
      Invitation invited, String body, Duration patience)
      throws IOException, GeneralSecurityException {
    Backoff backoff = new Backoff(() -> ThreadLocalRandom.current().nextDouble());
    long begin = System.nanoTime();
    while (true) {
      try {
        return send(invited.at(), "/enrol", body, invited.authority());
      } catch (IOException e) {
        Duration pause = backoff.next();
        boolean late = System.nanoTime() - begin + pause.toNanos() > patience.toNanos();
        if (late || isStranger(e)) {
          throw e;
        }
        LOG.log(Level.INFO, "{0} does not answer yet: {1}", invited.at(), e.toString());
        sleep(pause, invited.at());
      }
    }
  }

  /** Somebody is there whom the invitation does not believe. */
  private static boolean isStranger(IOException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof GeneralSecurityException) {
        return true;
      }
    }
    return false;
  }

  private static void sleep(Duration pause, Endpoint at) throws IOException {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      throw interrupted(at, e);
    }
  }

  private static IOException interrupted(Endpoint at, InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IOException("interrupted while asking " + at, e);
  }

  private static HttpResponse<String> send(Endpoint at, String path, String body, String authority)
      throws IOException, GeneralSecurityException {
    HttpRequest post =
        HttpRequest.newBuilder(URI.create("https://" + at + path))
            .timeout(LIMIT)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try (HttpClient http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(LIMIT)
            .sslContext(trusting(authority))
            .build()) {
      return http.send(post, HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      throw interrupted(at, e);
    }
  }

  private static String answer(Endpoint at, HttpResponse<String> answer) throws IOException {
    if (answer.statusCode() != 200) {
      throw new IOException("%s said %d: %s".formatted(at, answer.statusCode(), answer.body()));
    }
    return answer.body();
  }

  static SSLContext trusting(String authority) throws IOException, GeneralSecurityException {
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
