package dev.spillway.link;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.spillway.core.Endpoint;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * Signs the certificate of each end that comes with a good token; the end's key stays where it is.
 * HTTPS with a certificate of the authority for the name that invitations give.
 */
public final class EnrolmentServer implements AutoCloseable {
  private static final Logger LOG = System.getLogger(EnrolmentServer.class.getName());
  private static final int MOST_REQUEST = 16 * 1024;

  private final Path keys;
  private final Tokens tokens;
  private final HttpsServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(2);

  private EnrolmentServer(Path keys, HttpsServer server) {
    this.keys = keys;
    this.server = server;
    tokens = new Tokens(keys);
    server.setExecutor(threads);
    server.createContext("/enrol", this::answer);
  }

  /**
   * @param keys the authority's folder
   * @param name host by which ends reach it, as the invitations say
   */
  public static EnrolmentServer start(Path keys, Endpoint listen, String name) throws IOException {
    SSLContext context = context(keys, name);
    HttpsServer server = HttpsServer.create(new InetSocketAddress(listen.host(), listen.port()), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    EnrolmentServer started = new EnrolmentServer(keys, server);
    server.start();
    LOG.log(Level.INFO, "enrolment: further ends ask at {0}", listen);
    return started;
  }

  private static SSLContext context(Path keys, String name) throws IOException {
    Path store = keys.resolve(".enrolment-" + Keys.random() + ".p12");
    String password = Keys.random();
    try {
      Keys.issueHost(keys, name, store, password);
      KeyStore own = new Keytool(store, password).load();
      KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
      managers.init(own, password.toCharArray());
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      context.init(managers.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("no certificate for enrolment: " + e.getMessage(), e);
    } finally {
      Files.deleteIfExists(store);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String from = exchange.getRemoteAddress().toString();
      try {
        String[] parts = request(exchange).split("\n", 4);
        if (!exchange.getRequestMethod().equals("POST") || parts.length < 4) {
          send(exchange, 400, "POST secret, role, release and a certificate request");
          return;
        }
        PeerRole role = PeerRole.valueOf(parts[1].toUpperCase(Locale.ROOT));
        Optional<Tokens.Token> token = tokens.use(parts[0], role, parts[2], Instant.now());
        if (token.isEmpty()) {
          LOG.log(Level.WARNING, "enrolment: {0} refused, no good token for its purpose", from);
          send(exchange, 403, "the token is unknown, used up, too old, or for something else");
          return;
        }
        sign(exchange, from, role, parts[3], token.get());
      } catch (IllegalArgumentException e) {
        send(exchange, 400, "not a request for a certificate");
      }
    }
  }

  private void sign(
      HttpExchange exchange, String from, PeerRole role, String request, Tokens.Token token)
      throws IOException {
    try {
      String name = token.subject();
      String certificate =
          new Authority(keys).sign(request, role, name, token.scope(), token.valid());
      LOG.log(
          Level.INFO,
          "enrolment: {0} is now {1} ''{2}'', serial number {3}",
          from,
          role.word(),
          name,
          Pem.certificate(certificate).getSerialNumber().toString(16));
      send(exchange, 200, certificate);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "enrolment: {0} not signed: {1}", from, e.getMessage());
      send(exchange, 400, "the request could not be signed");
    }
  }

  private static String request(HttpExchange exchange) throws IOException {
    try (InputStream in = exchange.getRequestBody()) {
      return new String(in.readNBytes(MOST_REQUEST), StandardCharsets.US_ASCII);
    }
  }

  private static void send(HttpExchange exchange, int code, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    exchange.sendResponseHeaders(code, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
