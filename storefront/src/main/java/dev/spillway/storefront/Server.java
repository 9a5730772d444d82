package dev.spillway.storefront;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** The running shop: a listener, a pool of database connections, a virtual thread per request. */
final class Server implements AutoCloseable {
  private static final int BACKLOG = 512;

  private final HttpServer http;
  private final ExecutorService threads;
  private final Shop shop;
  private final Settings settings;

  private Server(HttpServer http, ExecutorService threads, Shop shop, Settings settings) {
    this.http = http;
    this.threads = threads;
    this.shop = shop;
    this.settings = settings;
  }

  /**
   * Listens from its return on. The caller has checked the schema.
   *
   * @throws IOException when the address or the key store cannot be used
   */
  static Server start(Settings settings, Shop shop) throws IOException {
    // Header and body leave as two small packets; without this the second waits for an
    // acknowledgement that the other side delays by 40 ms.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    InetSocketAddress address = new InetSocketAddress(settings.address(), settings.port());
    HttpServer http = listener(settings, address);
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    http.setExecutor(threads);
    http.createContext("/", new Web(settings, shop, new Metrics())::handle);
    http.start();
    return new Server(http, threads, shop, settings);
  }

  private static HttpServer listener(Settings settings, InetSocketAddress address)
      throws IOException {
    Path keystore = settings.keystore();
    if (keystore == null) {
      return HttpServer.create(address, BACKLOG);
    }
    HttpsServer https = HttpsServer.create(address, BACKLOG);
    https.setHttpsConfigurator(new HttpsConfigurator(tls(keystore, settings.keystorePassword())));
    return https;
  }

  private static SSLContext tls(Path file, String password) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(in, password.toCharArray());
      KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
      managers.init(keys, password.toCharArray());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("KEYSTORE " + file + " cannot be used: " + e.getMessage(), e);
    }
  }

  int port() {
    return http.getAddress().getPort();
  }

  /** Takes no new requests, finishes those it has, then ends: within a few seconds. */
  @Override
  public void close() {
    http.stop((int) Math.min(5, 1 + Web.longest(settings).toSeconds()));
    threads.shutdown();
    shop.close();
  }
}
