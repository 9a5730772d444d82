package dev.spillway.azure.fake;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.node.ObjectNode;

/** Entra ID and AD FS: one tenant, one client, one secret. */
public final class FakeSignIn {
  public static final String TENANT = "11111111-1111-1111-1111-111111111111";
  public static final String CLIENT = "22222222-2222-2222-2222-222222222222";
  public static final String SECRET = "s3cret-of-the-fake";

  private final String audience;
  private final boolean adfs;
  private final Set<String> tokens = ConcurrentHashMap.newKeySet();
  private volatile boolean expired;
  private volatile int given;

  FakeSignIn(String audience, boolean adfs) {
    this.audience = audience;
    this.adfs = adfs;
  }

  /** From now on the secret is too old. */
  public void expireSecret() {
    expired = true;
  }

  /** Tokens that were given so far are no longer taken. */
  public void revoke() {
    tokens.clear();
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
    if (expired) {
      return denied("AADSTS7000222: The provided client secret keys for app are expired.");
    }
    boolean assertion = form.containsKey("client_assertion");
    if (!assertion && !SECRET.equals(form.get("client_secret"))) {
      return denied("AADSTS7000215: Invalid client secret provided.");
    }
    String scope = form.getOrDefault("scope", form.getOrDefault("resource", ""));
    if (!scope.contains(audience)) {
      return denied("AADSTS500011: The resource principal named " + scope + " was not found.");
    }
    return token();
  }

  private synchronized Response token() {
    String token = "token-" + ++given + "-of-the-fake";
    tokens.add(token);
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

  /** Whether a request brings a token that is taken. */
  boolean knows(Request request) {
    String value = request.header("authorization");
    return value.startsWith("Bearer ") && tokens.contains(value.substring("Bearer ".length()));
  }
}
