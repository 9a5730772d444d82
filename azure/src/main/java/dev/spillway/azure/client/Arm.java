package dev.spillway.azure.client;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpHeader;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpPipeline;
import com.azure.core.http.HttpPipelineBuilder;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.RequestIdPolicy;
import com.azure.core.http.policy.UserAgentPolicy;
import com.azure.core.util.BinaryData;
import com.azure.core.util.Context;
import dev.spillway.core.AdapterException;
import java.net.URI;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The Resource Manager of one cloud, as one signed-in user of one subscription sees it. It makes
 * the calls of {@link Operation}s only. Safe for any thread; a call blocks its thread.
 *
 * <p>A call is tried again after 408, 429, 5xx and a lost connection, as {@link Patience} says;
 * POST only after 429 and 503, which say that nothing was done. What comes back after that is an
 * answer, also when it says no: {@link ArmAnswer#orThrow} turns it into a typed failure.
 */
public final class Arm {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int LARGEST = 4 << 20;

  private final Cloud cloud;
  private final String subscription;
  private final HttpPipeline pipeline;
  private final Tokens tokens;
  private final ApiVersions versions;
  private final Retry retry;
  private final Patience patience;
  private final Pause pause;

  private Arm(
      Cloud cloud,
      String subscription,
      HttpPipeline pipeline,
      Tokens tokens,
      Patience patience,
      Pause pause,
      RandomGenerator random) {
    this.cloud = cloud;
    this.subscription = subscription;
    this.pipeline = pipeline;
    this.tokens = tokens;
    this.versions = new ApiVersions(!cloud.hub());
    this.patience = patience;
    this.pause = pause;
    this.retry = new Retry(patience, pause, random);
  }

  /** Everything that a client needs; nothing is asked before the first call. */
  public static Arm of(
      Cloud cloud,
      String subscription,
      SignIn signIn,
      HttpClient http,
      Patience patience,
      Pause pause,
      RandomGenerator random) {
    Tokens tokens = new Tokens(() -> Credentials.of(signIn, cloud, http), cloud.scope());
    HttpPipeline pipeline =
        new HttpPipelineBuilder()
            .httpClient(http)
            .policies(new UserAgentPolicy("spillway"), new RequestIdPolicy())
            .build();
    return new Arm(cloud, subscription, pipeline, tokens, patience, pause, random);
  }

  /**
   * Where the cloud of this Resource Manager signs its users in.
   *
   * @throws AdapterException when it cannot be asked
   */
  public static Cloud discover(HttpClient http, URI arm) throws AdapterException {
    return CloudDiscovery.ask(http, arm);
  }

  public Cloud cloud() {
    return cloud;
  }

  public String subscription() {
    return subscription;
  }

  /**
   * A token for others that take those of the Resource Manager, such as Kudu. A wall clock that is
   * wrong brings a refusal, after which {@link #refused} lets the next one be another.
   *
   * @throws AdapterException when nobody can sign in
   */
  public String token() throws AdapterException {
    return tokens.current();
  }

  /** This token was refused. */
  public void refused(String token) {
    tokens.refused(token, "");
  }

  /**
   * Makes a call.
   *
   * @throws AdapterException.Transient when no answer came in time
   * @throws AdapterException.Invalid when nobody can sign in, or the answer is no JSON
   */
  public ArmAnswer send(ArmCall call) throws AdapterException {
    Api api = call.operation().api();
    String version = version(api);
    while (true) {
      String now = version;
      ArmAnswer answer =
          retry.run(call.operation(), () -> once(call.operation(), uri(call, now), call));
      Optional<String> next =
          ApiVersions.refused(answer.error())
              ? versions.stepDown(api, version, answer.error().message())
              : Optional.empty();
      if (next.isEmpty()) {
        return answer;
      }
      version = next.get();
    }
  }

  /**
   * Waits for what a call began: by {@code Azure-AsyncOperation}, else by {@code Location}. An
   * answer that began nothing is returned as it is.
   *
   * @return the answer at the end; its body may be that of the operation, not of the resource
   * @throws AdapterException.Transient when it takes longer than {@link Patience#operation}
   */
  public ArmAnswer await(ArmAnswer begun) throws AdapterException {
    return new LongRunning(this, retry, patience, pause).await(begun);
  }

  /** {@link #send} and {@link #await}, and a failure unless it went well. */
  public ArmAnswer run(ArmCall call, String what) throws AdapterException {
    return await(send(call).orThrow(what)).orThrow(what);
  }

  /**
   * The version of an interface that this cloud is spoken to with, asked for when it is not known.
   */
  public String speaks(Api api) throws AdapterException {
    return version(api);
  }

  private String version(Api api) throws AdapterException {
    Optional<String> known = versions.of(api);
    if (known.isPresent()) {
      return known.get();
    }
    ArmAnswer answer =
        send(ArmCall.of(CommonOperations.PROVIDER, "provider", api.provider()))
            .orThrow("cannot ask for the versions of " + api.provider());
    Set<String> offered = new HashSet<>();
    for (JsonNode type : answer.body().path("resourceTypes")) {
      type.path("apiVersions").forEach(v -> offered.add(v.asString("")));
    }
    return versions.offered(api, offered);
  }

  private String uri(ArmCall call, String version) {
    Map<String, String> values = new HashMap<>(call.values());
    values.putIfAbsent("subscription", subscription);
    return cloud.arm() + Paths.fill(call.operation().path(), values, call.query(), version);
  }

  /** One try at an address that the cloud named itself; never at another host's. */
  ArmAnswer poll(Operation operation, String address) throws AdapterException {
    URI at = URI.create(cloud.arm() + "/").resolve(address);
    boolean here =
        cloud.arm().getAuthority().equals(at.getAuthority())
            && cloud.arm().getScheme().equals(at.getScheme());
    if (!here) {
      throw new AdapterException.Invalid(
          operation + " is to be followed at " + at.resolve("/") + ", which gets no token");
    }
    return retry.run(
        CommonOperations.POLL,
        () -> once(operation, at.toString(), ArmCall.of(CommonOperations.POLL)));
  }

  /** A token that the cloud does not take, though it looks good here, is changed for another. */
  private ArmAnswer once(Operation operation, String uri, ArmCall call) throws AdapterException {
    String token = tokens.current();
    ArmAnswer answer = once(operation, uri, call, token);
    if (answer.status() != 401 || answer.error().noCapacity()) {
      return answer;
    }
    tokens.refused(token, Claims.wanted(answer).orElse(""));
    return once(operation, uri, call, tokens.current());
  }

  private ArmAnswer once(Operation operation, String uri, ArmCall call, String token)
      throws AdapterException {
    HttpRequest request = new HttpRequest(HttpMethod.valueOf(call.operation().verb().name()), uri);
    request.setHeader(HttpHeaderName.ACCEPT, "application/json");
    request.setHeader(HttpHeaderName.AUTHORIZATION, "Bearer " + token);
    call.headers().forEach((k, v) -> request.setHeader(HttpHeaderName.fromString(k), v));
    JsonNode body = call.body();
    if (body != null) {
      request.setHeader(HttpHeaderName.CONTENT_TYPE, "application/json; charset=utf-8");
      request.setBody(BinaryData.fromString(JSON.writeValueAsString(body)));
    }
    try (HttpResponse response = pipeline.sendSync(request, Context.NONE)) {
      return answer(operation, response);
    } catch (RuntimeException e) {
      throw Transport.failure(operation.name(), e);
    }
  }

  private static ArmAnswer answer(Operation operation, HttpResponse response) {
    Map<String, String> headers = new HashMap<>();
    HttpHeaders all = response.getHeaders();
    for (HttpHeader header : all) {
      headers.put(header.getName().toLowerCase(Locale.ROOT), header.getValue());
    }
    BinaryData body = response.getBodyAsBinaryData();
    byte[] bytes = body == null ? new byte[0] : body.toBytes();
    return new ArmAnswer(operation, response.getStatusCode(), headers, json(bytes));
  }

  private static JsonNode json(byte[] bytes) {
    if (bytes.length == 0 || bytes.length > LARGEST) {
      return JSON.createObjectNode();
    }
    try {
      JsonNode tree = JSON.readTree(bytes);
      return tree == null || tree.isMissingNode() ? JSON.createObjectNode() : tree;
    } catch (JacksonException notJson) {
      // A front end that answers with a page: the status says what there is to know.
      return JSON.createObjectNode();
    }
  }
}
