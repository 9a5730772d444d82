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
import java.time.Duration;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * Where ends ask for certificates, as {@link EnrolmentDesk} decides; an end's key stays where it
 * is. HTTPS with a certificate of the authority for the name that invitations give. Of callers at
 * once 64 are heard, each for 20 s, and the oldest goes first.
 */
public final class EnrolmentServer implements AutoCloseable {
  private static final Logger LOG = System.getLogger(EnrolmentServer.class.getName());
  private static final int MOST_REQUEST = 16 * 1024;

  private static final int MOST_CALLERS = 64;
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final EnrolmentDesk desk;
  private final HttpsServer server;
  private final ShortTasks tasks;

  private EnrolmentServer(Path keys, HttpsServer server, ShortTasks tasks) {
    this.server = server;
    this.tasks = tasks;
    desk = new EnrolmentDesk(keys);
    server.setExecutor(tasks);
    server.createContext("/enrol", exchange -> answer(exchange, desk::enrol));
    server.createContext("/renew", exchange -> answer(exchange, desk::renew));
  }

  /**
   * @param keys the authority's folder
   * @param name host by which ends reach it, as the invitations say
   */
  public static EnrolmentServer start(Path keys, Endpoint listen, String name) throws IOException {
    return start(keys, listen, name, new ShortTasks(MOST_CALLERS, LIMIT));
  }

  static EnrolmentServer start(Path keys, Endpoint listen, String name, ShortTasks tasks)
      throws IOException {
    SSLContext context = context(keys, name);
    HttpsServer server = HttpsServer.create(new InetSocketAddress(listen.host(), listen.port()), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    EnrolmentServer started = new EnrolmentServer(keys, server, tasks);
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

  private interface Question {
    EnrolmentDesk.Answer ask(String body, String from) throws IOException;
  }

  private static void answer(HttpExchange exchange, Question question) throws IOException {
    try (exchange) {
      if (!exchange.getRequestMethod().equals("POST")) {
        send(exchange, 405, "POST only");
        return;
      }
      String from = exchange.getRemoteAddress().toString();
      EnrolmentDesk.Answer answer = question.ask(request(exchange), from);
      send(exchange, answer.code(), answer.text());
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
    tasks.close();
  }
}
