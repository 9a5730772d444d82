package dev.spillway.azure.fake;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where a machine asks for the token of its own identity, plain HTTP on loopback: as App Service
 * has it ({@code /msi/token}, with a secret of the machine's) and as virtual machines have it
 * ({@code /metadata/identity/oauth2/token}).
 *
 * @see <a href="https://learn.microsoft.com/azure/app-service/overview-managed-identity">App
 *     Service</a>
 * @see <a
 *     href="https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token">Virtual
 *     machines</a>
 */
public final class FakeIdentity implements AutoCloseable {
  /** What an App Service gives to its own processes. */
  public static final String HEADER = "identity-s3cret";

  private final HttpServer server;
  private final FakeSignIn signIn;
  private final String audience;
  private final AtomicReference<String> client = new AtomicReference<>("");

  private FakeIdentity(HttpServer server, FakeAzure cloud) {
    this.server = server;
    this.signIn = cloud.signIn();
    this.audience = cloud.audience();
  }

  /** Of a machine whose tokens this cloud takes. */
  public static FakeIdentity of(FakeAzure cloud) {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
      FakeIdentity made = new FakeIdentity(server, cloud);
      server.createContext(
          "/msi/token",
          http -> made.answer(http, "X-IDENTITY-HEADER", HEADER));
      server.createContext(
          "/metadata/identity/oauth2/token", http -> made.answer(http, "Metadata", "true"));
      server.start();
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** The user-assigned identity that was last asked for; empty for the machine's own. */
  public String client() {
    return client.get();
  }

  private void answer(HttpExchange http, String header, String value) throws IOException {
    try (http) {
      Map<String, String> query = Urls.pairs(http.getRequestURI().getRawQuery());
      client.set(query.getOrDefault("client_id", ""));
      boolean right =
          value.equals(http.getRequestHeaders().getFirst(header))
              && audience.equals(query.get("resource"));
      byte[] body = FakeAzure.JSON.writeValueAsBytes(right ? token() : refusal());
      http.getResponseHeaders().add("content-type", "application/json");
      http.sendResponseHeaders(right ? 200 : 400, body.length);
      http.getResponseBody().write(body);
    }
  }

  private ObjectNode token() {
    long until = Instant.now().getEpochSecond() + 3600;
    return FakeAzure.JSON
        .createObjectNode()
        .put("access_token", signIn.give())
        .put("expires_on", Long.toString(until))
        .put("expires_in", "3600")
        .put("resource", audience)
        .put("token_type", "Bearer");
  }

  private static ObjectNode refusal() {
    return FakeAzure.JSON
        .createObjectNode()
        .put("error", "invalid_request")
        .put("error_description", "Identity not found");
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
