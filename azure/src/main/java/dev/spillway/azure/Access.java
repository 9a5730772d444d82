package dev.spillway.azure;

import com.azure.core.http.HttpClient;
import dev.spillway.azure.client.Arm;
import dev.spillway.azure.client.Cloud;
import dev.spillway.azure.client.Patience;
import dev.spillway.azure.client.Pause;
import dev.spillway.azure.client.SignIn;
import dev.spillway.azure.client.Transport;
import dev.spillway.core.AdapterContext;
import dev.spillway.core.AdapterException;
import dev.spillway.core.AdapterSpec;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The keys that every adapter of Azure has: which cloud, which subscription, who signs in. The
 * cloud is asked where its users sign in when the first call is made, and the secret is read then,
 * so that a controller starts also while the cloud is away. Safe for any thread.
 */
public final class Access {
  /** Properties of a schema, with a comma after the last. */
  public static final String SCHEMA =
      """
          "cloud": {
            "description": "Address of the Resource Manager: of an Azure Stack Hub https://management.REGION.DOMAIN. Default: https://management.azure.com",
            "type": "string", "pattern": "^https://[A-Za-z0-9.:-]+/?$"
          },
          "authorities": {
            "description": "PEM file with the certificate authorities of a cloud that has its own. Default: those of the Java runtime",
            "type": "string", "minLength": 1
          },
          "subscription": {
            "description": "Id of the subscription.",
            "type": "string", "pattern": "^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$"
          },
          "sign-in": {
            "description": "Who signs in. Default: the managed identity of this machine",
            "type": "object", "additionalProperties": false,
            "required": ["as"],
            "properties": {
              "as": {
                "description": "secret and certificate: a service principal; managed-identity: this machine's; workload-identity: a pipeline's or a pod's token file; azure-cli: whoever is signed in with az",
                "enum": ["secret", "certificate", "managed-identity", "workload-identity", "azure-cli"]
              },
              "tenant": {"description": "Id of the tenant; AD FS has none.", "type": "string", "minLength": 1},
              "client": {"description": "Id of the service principal or of a user-assigned identity.", "type": "string", "minLength": 1},
              "secret": {"description": "Of the service principal: ${env:NAME} or ${file:/path}.", "type": "string", "minLength": 1},
              "certificate": {"description": "PEM file with certificate and private key, or a PFX file (.pfx, .p12).", "type": "string", "minLength": 1},
              "certificate-password": {"description": "Of a PFX file: ${env:NAME} or ${file:/path}.", "type": "string", "minLength": 1},
              "token-file": {"description": "File that holds the workload's token.", "type": "string", "minLength": 1}
            }
          },
      """;

  private final AdapterSpec spec;
  private final AdapterContext context;
  private final Pause pause;
  private final Patience patience;
  private @Nullable HttpClient http;
  private @Nullable Arm arm;

  /**
   * @throws AdapterException.Invalid when a key is missing that the way of signing in needs
   */
  public Access(AdapterSpec spec, AdapterContext context) throws AdapterException {
    this(spec, context, Patience.DEFAULT, Pause.real());
  }

  public Access(AdapterSpec spec, AdapterContext context, Patience patience, Pause pause)
      throws AdapterException {
    this.spec = spec;
    this.context = context;
    this.patience = patience;
    this.pause = pause;
    check(signIn());
  }

  private Map<?, ?> signIn() {
    return spec.settings().get("sign-in") instanceof Map<?, ?> map
        ? map
        : Map.of("as", "managed-identity");
  }

  private void check(Map<?, ?> keys) throws AdapterException {
    String as = String.valueOf(keys.get("as"));
    switch (as) {
      case "secret" -> need(keys, as, "client", "secret");
      case "certificate" -> need(keys, as, "client", "certificate");
      case "workload-identity" -> need(keys, as, "tenant", "client", "token-file");
      default -> {
        /* nothing more is needed */
      }
    }
    if (!hub() && (as.equals("secret") || as.equals("certificate"))) {
      need(keys, as, "tenant");
    }
    if (spec.text("subscription").isEmpty()) {
      throw new AdapterException.Invalid("subscription: missing; write the subscription's id");
    }
  }

  private static void need(Map<?, ?> keys, String as, String... wanted) throws AdapterException {
    for (String key : wanted) {
      if (!(keys.get(key) instanceof String text) || text.isEmpty()) {
        throw new AdapterException.Invalid(
            "sign-in." + key + ": missing; signing in as " + as + " needs it");
      }
    }
  }

  /** True when the cloud is another than the public one; which, its metadata say. */
  private boolean hub() {
    return spec.text("cloud")
        .filter(c -> !strip(c).equals(Cloud.PUBLIC.arm().toString()))
        .isPresent();
  }

  private static String strip(String text) {
    return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
  }

  /** For calls beside the Resource Manager, with the same authorities. */
  public synchronized HttpClient http() throws AdapterException {
    HttpClient known = http;
    if (known == null) {
      known = http(patience.call());
      http = known;
    }
    return known;
  }

  /** A client of its own, whose answers may take this long. */
  public HttpClient http(Duration call) throws AdapterException {
    String file = spec.text("authorities").orElse(null);
    return Transport.make(file == null ? null : context.folder().resolve(file), call);
  }

  public Pause pause() {
    return pause;
  }

  public Patience patience() {
    return patience;
  }

  /**
   * The client, made at the first call.
   *
   * @throws AdapterException when the cloud cannot be asked where its users sign in, or the secret
   *     cannot be read
   */
  public synchronized Arm arm() throws AdapterException {
    Arm known = arm;
    if (known == null) {
      Cloud cloud =
          hub()
              ? Arm.discover(http(), URI.create(strip(spec.text("cloud").orElse(""))))
              : Cloud.PUBLIC;
      String subscription = spec.text("subscription").orElse("");
      RandomGenerator random = RandomGenerator.getDefault();
      known = Arm.of(cloud, subscription, signer(signIn()), http(), patience, pause, random);
      arm = known;
    }
    return known;
  }

  private SignIn signer(Map<?, ?> keys) throws AdapterException {
    String tenant = text(keys, "tenant");
    String client = text(keys, "client");
    return switch (String.valueOf(keys.get("as"))) {
      case "secret" -> new SignIn.Secret(tenant, client, secret(keys, "secret"));
      case "certificate" ->
          new SignIn.Certificate(tenant, client, file(keys, "certificate"), password(keys));
      case "workload-identity" -> new SignIn.Workload(tenant, client, file(keys, "token-file"));
      case "azure-cli" -> new SignIn.Cli(tenant.isEmpty() ? null : tenant);
      default -> new SignIn.Managed(client.isEmpty() ? null : client);
    };
  }

  private @Nullable String password(Map<?, ?> keys) throws AdapterException {
    return keys.containsKey("certificate-password") ? secret(keys, "certificate-password") : null;
  }

  private Path file(Map<?, ?> keys, String key) {
    return context.folder().resolve(text(keys, key));
  }

  private static String secret(Map<?, ?> keys, String key) throws AdapterException {
    return SecretText.read("sign-in." + key, text(keys, key));
  }

  private static String text(Map<?, ?> keys, String key) {
    Object value = keys.get(key);
    return value == null ? "" : value.toString();
  }
}
