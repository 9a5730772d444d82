package dev.spillway.azure.fake;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Entra ID and AD FS: one tenant, one client, which proves itself by its secret, by what its
 * certificate has signed, or by the token of another that is trusted.
 */
public final class FakeSignIn {
  public static final String TENANT = "11111111-1111-1111-1111-111111111111";
  public static final String CLIENT = "22222222-2222-2222-2222-222222222222";
  public static final String SECRET = "s3cret-of-the-fake";

  private final String audience;
  private final boolean adfs;
  private final Set<String> tokens = ConcurrentHashMap.newKeySet();
  private volatile boolean expired;
  private volatile int given;
  private volatile @Nullable X509Certificate certificate;
  private volatile String federated = "";
  private volatile String since = "";
  private volatile boolean ignoring;
  private final Set<String> claimed = ConcurrentHashMap.newKeySet();
  private volatile Duration off = Duration.ZERO;

  FakeSignIn(String audience, boolean adfs) {
    this.audience = audience;
    this.adfs = adfs;
  }

  /** From now on the secret is too old. */
  public void expireSecret() {
    expired = true;
  }

  /** From now on its clock, or that of everybody else, is off by so much. */
  public void clockOff(Duration by) {
    off = by;
  }

  /** Tokens that were given so far are no longer taken. */
  public void revoke() {
    tokens.clear();
  }

  /**
   * From now on a token counts only when it was asked for with the claim to be given after this;
   * others are challenged.
   *
   * @param seconds since 1970, as text
   */
  public void challenge(String seconds) {
    since = seconds;
  }

  /** From now on it gives tokens without the claims that are asked for. */
  public void ignoreClaims() {
    ignoring = true;
  }

  /** The client may sign with this certificate's key. */
  public void register(X509Certificate its) {
    certificate = its;
  }

  /** The client may bring this token of another's instead. */
  public void trust(String token) {
    federated = token;
  }

  /** A token for somebody who has signed in elsewhere. */
  public synchronized String give() {
    String token = "token-" + ++given + "-of-the-fake";
    tokens.add(token);
    return token;
  }

  public int given() {
    return given;
  }

  boolean handles(Request request) {
    return request.path().endsWith("/oauth2/v2.0/token")
        || request.path().endsWith("/oauth2/token");
  }

  Response answer(Request request) {
    Map<String, String> form = Urls.pairs(new String(request.body(), UTF_8));
    String path = adfs ? "/adfs/oauth2/token" : "/" + TENANT + "/oauth2/v2.0/token";
    if (!request.path().equals(path)) {
      return denied("AADSTS90002: Tenant '" + request.path().split("/")[1] + "' not found.");
    }
    if (!CLIENT.equals(form.get("client_id"))) {
      return denied("AADSTS700016: Application was not found in the directory.");
    }
    if (expired && !form.containsKey("client_assertion")) {
      return denied("AADSTS7000222: The provided client secret keys for app are expired.");
    }
    String assertion = form.getOrDefault("client_assertion", "");
    if (!assertion.isEmpty() && !proved(assertion, path)) {
      return denied("AADSTS700027: The certificate is not registered on the application.");
    }
    if (assertion.contains(".") && !FakeAssertion.timely(assertion, Instant.now().plus(off))) {
      return denied("AADSTS700024: Client assertion is not within its valid time range.");
    }
    if (assertion.isEmpty() && !SECRET.equals(form.get("client_secret"))) {
      return denied("AADSTS7000215: Invalid client secret provided.");
    }
    String scope = form.getOrDefault("scope", form.getOrDefault("resource", ""));
    if (!scope.contains(audience)) {
      return denied("AADSTS500011: The resource principal named " + scope + " was not found.");
    }
    return token(form.getOrDefault("claims", "{}"));
  }

  private boolean proved(String assertion, String path) {
    X509Certificate known = certificate;
    return assertion.equals(federated)
        || (known != null && FakeAssertion.holds(assertion, known, path, CLIENT));
  }

  private Response token(String claims) {
    String token = give();
    String from = FakeAzure.JSON.readTree(claims).at("/access_token/nbf/value").asString("");
    if (!ignoring && !from.isEmpty() && from.equals(since)) {
      claimed.add(token);
    }
    ObjectNode body = FakeAzure.JSON.createObjectNode();
    body.put("token_type", "Bearer").put("expires_in", 3599).put("ext_expires_in", 3599);
    body.put("access_token", token);
    return Response.json(200, body);
  }

  private static Response denied(String why) {
    ObjectNode body = FakeAzure.JSON.createObjectNode();
    body.put("error", "invalid_client").put("error_description", why);
    return Response.json(401, body);
  }

  /** What is said to a request that brings no token that is taken; empty when it does. */
  Optional<Response> refusal(Request request) {
    String token = request.header("authorization").replaceFirst("^Bearer ", "");
    Response no =
        Response.error(
            401, "InvalidAuthenticationToken", "The access token is missing or not valid.");
    if (!tokens.contains(token)) {
      return Optional.of(no);
    }
    if (since.isEmpty() || claimed.contains(token)) {
      return Optional.empty();
    }
    String wanted =
        "{\"access_token\":{\"nbf\":{\"essential\":true,\"value\":\"" + since + "\"}}}";
    String encoded = Base64.getEncoder().encodeToString(wanted.getBytes(UTF_8));
    return Optional.of(
        no.with(
            "WWW-Authenticate",
            "Bearer realm=\"\", authorization_uri=\"https://login.fake.test/common/oauth2/authorize\","
                + " error=\"insufficient_claims\", claims=\""
                + encoded
                + "\""));
  }
}
