package dev.spillway.azure.fake;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.spillway.azure.Rights;
import dev.spillway.azure.client.Arm;
import dev.spillway.azure.client.Cloud;
import dev.spillway.azure.client.Operation;
import dev.spillway.azure.client.Patience;
import dev.spillway.azure.client.Pause;
import dev.spillway.azure.client.SignIn;
import dev.spillway.azure.client.Transport;
import dev.spillway.azure.fake.Verdicts.Sender;
import dev.spillway.core.AdapterException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * One cloud on one port of loopback, with every address of 127.0.0.0/8: 127.0.0.1 is the Resource
 * Manager and the sign-in, others are whatever a provider makes of them. HTTPS with a certificate
 * of {@link TestAuthority}.
 */
public final class FakeAzure implements AutoCloseable {
  static final JsonMapper JSON = JsonMapper.builder().build();
  public static final String SUBSCRIPTION = "00000000-0000-0000-0000-000000000001";

  private static final AtomicInteger CALLED = new AtomicInteger();

  /** Which cloud it plays. */
  public enum Kind {
    PUBLIC,
    HUB_ENTRA,
    HUB_ADFS
  }

  private final Kind kind;
  private final HttpsServer server;
  private final FakeSignIn signIn;
  private final Faults faults = new Faults();
  private final List<Provider> providers = new CopyOnWriteArrayList<>();
  private final List<Exchange> exchanges = new CopyOnWriteArrayList<>();
  private final Set<String> needed = ConcurrentHashMap.newKeySet();
  private final List<String> unknown = new CopyOnWriteArrayList<>();
  private final List<String> changes = new CopyOnWriteArrayList<>();
  private final AtomicReference<@Nullable Intruder> intruder = new AtomicReference<>();
  private volatile boolean arrayMetadata;
  private volatile @Nullable String told;

  private FakeAzure(Kind kind, HttpsServer server) {
    this.kind = kind;
    this.server = server;
    this.signIn = new FakeSignIn(audience(), kind == Kind.HUB_ADFS);
  }

  /** Starts one on a free port; providers are added after. */
  public static FakeAzure open(Kind kind) {
    try {
      TestAuthority authority = TestAuthority.get();
      List<String> names = new ArrayList<>(List.of("dns:localhost", "ip:127.0.0.1"));
      IntStream.rangeClosed(1, 40).forEach(i -> names.add("ip:127.0.77." + i));
      HttpsServer server = HttpsServer.create(new InetSocketAddress("0.0.0.0", 0), 100);
      server.setHttpsConfigurator(
          new HttpsConfigurator(authority.server(authority.issue("cloud", names))));
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      FakeAzure fake = new FakeAzure(kind, server);
      server.createContext("/", fake::handle);
      server.start();
      return fake;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many calls to the Resource Manager there were in this run. */
  public static int called() {
    return CALLED.get();
  }

  public FakeAzure with(Provider provider) {
    providers.add(provider);
    return this;
  }

  /** Its description names an audience that its sign-in does not know. */
  public void tellsAnotherAudience(String wrong) {
    told = wrong;
  }

  /** Answers the metadata as newer clouds do. */
  public void arrayMetadata() {
    arrayMetadata = true;
  }

  /** Does something once, before such a request is looked at: what may happen between two calls. */
  public void before(Predicate<Request> which, Runnable what) {
    intruder.set(new Intruder(which, what));
  }

  private record Intruder(Predicate<Request> which, Runnable what) {}

  private void intrude(Request request) {
    Intruder waits = intruder.get();
    if (waits != null
        && waits.which().test(request)
        && intruder.compareAndSet(waits, null)) {
      waits.what().run();
    }
  }

  public int port() {
    return server.getAddress().getPort();
  }

  public URI arm() {
    return URI.create("https://localhost:" + port());
  }

  public Path authority() {
    return TestAuthority.get().pem();
  }

  public Faults faults() {
    return faults;
  }

  public FakeSignIn signIn() {
    return signIn;
  }

  /** Every request to the Resource Manager so far, with its answer. */
  public List<Exchange> exchanges() {
    return List.copyOf(exchanges);
  }

  /** A service asks for a right beside that of the call itself. */
  void needs(String action) {
    needed.add(action);
  }

  /** The rights that services asked for beside those of the calls. */
  public Set<String> needed() {
    return Set.copyOf(needed);
  }

  /** Method and path of all that reached any of its addresses and may change something. */
  public List<String> changes() {
    return List.copyOf(changes);
  }

  /** Writes the exchanges for the validator: one JSON object on each line. */
  public void writeExchanges(Path file) throws IOException {
    Files.write(file, exchanges.stream().map(e -> JSON.writeValueAsString(e.live())).toList());
  }

  /** This cloud as a client finds it; a Hub by asking for it. */
  public Cloud cloud() throws AdapterException {
    return kind == Kind.PUBLIC
        ? new Cloud(arm(), arm(), audience(), false)
        : Arm.discover(Transport.make(authority(), Patience.DEFAULT.call()), arm());
  }

  /** A client of this cloud that does not wait longer than it must. */
  public Arm client() throws AdapterException {
    return client(Patience.DEFAULT, time -> Pause.real().pause(time.dividedBy(50)));
  }

  public Arm client(Patience patience, Pause pause) throws AdapterException {
    return Arm.of(
        cloud(),
        SUBSCRIPTION,
        new SignIn.Secret(FakeSignIn.TENANT, FakeSignIn.CLIENT, FakeSignIn.SECRET),
        Transport.make(authority(), patience.call()),
        patience,
        pause,
        new Random(1));
  }

  /** What its tokens are for. */
  public String audience() {
    return kind == Kind.PUBLIC
        ? "https://management.fake.test"
        : "https://management.hub.test/4de154de-f8a8-4017-af41-df619da68155";
  }

  private void handle(HttpExchange http) throws IOException {
    try (http) {
      Request request = read(http);
      if (request.changes()) {
        changes.add(request.method() + " " + request.path());
      }
      intrude(request);
      if (faults.cuts(request, Faults.Cut.BEFORE)) {
        return;
      }
      Optional<Provider> provider = providers.stream().filter(p -> p.handles(request)).findFirst();
      boolean arm = provider.map(Provider::arm).orElse(true);
      Response response = faults.answer(request).orElseGet(() -> answer(request, provider));
      if (arm && request.path().replaceFirst("^/+", "").startsWith("subscriptions")) {
        exchanges.add(new Exchange(request, response));
        CALLED.incrementAndGet();
      } else {
        elsewhere(request, arm);
      }
      if (!faults.cuts(request, Faults.Cut.AFTER)) {
        write(http, response);
      }
    } catch (RuntimeException e) {
      unknown.add("the fake failed at " + http.getRequestURI().getPath() + ": " + e);
      throw e;
    }
  }

  /** What is not the Resource Manager's is described nowhere; there are three kinds of it. */
  private void elsewhere(Request request, boolean arm) {
    if (!arm) {
      Verdicts.notJudged("deployment service (Kudu)");
    } else if (signIn.handles(request)) {
      Verdicts.notJudged("sign-in");
    } else if (request.path().equals("/metadata/endpoints")) {
      Verdicts.notJudged("description of the cloud");
    } else {
      unknown.add(request.method() + " " + request.path() + " is nothing that a cloud has");
    }
  }

  private Response answer(Request request, Optional<Provider> provider) {
    if (signIn.handles(request)) {
      return signIn.answer(request);
    }
    if (request.path().equals("/metadata/endpoints")) {
      return metadata(request);
    }
    boolean signed = provider.map(Provider::arm).orElse(true);
    Optional<Response> refusal = signed ? signIn.refusal(request) : Optional.empty();
    if (refusal.isPresent()) {
      return refusal.get();
    }
    return provider
        .map(p -> p.answer(request))
        .orElseGet(
            () -> Response.error(404, "ResourceNotFound", "Nothing here: " + request.path()));
  }

  private Response metadata(Request request) {
    ObjectNode one = JSON.createObjectNode();
    one.put("galleryEndpoint", arm() + "/gallery").put("graphEndpoint", arm() + "/graph");
    ObjectNode auth = one.putObject("authentication");
    auth.put("loginEndpoint", arm() + (kind == Kind.HUB_ADFS ? "/adfs" : "/"));
    String wrong = told;
    auth.putArray("audiences").add(wrong == null ? audience() : wrong);
    if (!arrayMetadata) {
      return Response.json(200, one);
    }
    if (request.apiVersion().equals("2015-01-01")) {
      return Response.error(400, "InvalidApiVersionParameter", "Use 2019-10-01.");
    }
    one.put("name", "AzureStack-User-fake");
    one.putObject("suffixes").put("storage", "hub.test").put("keyVaultDns", "vault.hub.test");
    return Response.json(200, JSON.createArrayNode().add(one));
  }

  private static Request read(HttpExchange http) throws IOException {
    Map<String, String> headers = new HashMap<>();
    http.getRequestHeaders()
        .forEach((k, v) -> headers.put(k.toLowerCase(Locale.ROOT), String.join(",", v)));
    URI uri = http.getRequestURI();
    return new Request(
        http.getRequestMethod(),
        http.getLocalAddress().getAddress().getHostAddress(),
        uri.getPath(),
        Urls.pairs(uri.getRawQuery()),
        Map.copyOf(headers),
        http.getRequestBody().readAllBytes());
  }

  private static void write(HttpExchange http, Response response) throws IOException {
    response.headers().forEach((k, v) -> http.getResponseHeaders().add(k, v));
    boolean none = response.body().length == 0 || http.getRequestMethod().equals("HEAD");
    http.sendResponseHeaders(response.status(), none ? -1 : response.body().length);
    if (!none) {
      http.getResponseBody().write(response.body());
    }
  }

  /**
   * @throws AssertionError when a call was not as Azure describes it
   */
  @Override
  public void close() {
    server.stop(0);
    List<Exchange> all = exchanges().stream().filter(e -> !e.foreign()).toList();
    exchanges.clear();
    List<String> problems = new ArrayList<>(unlisted(all));
    problems.addAll(ungranted());
    problems.addAll(unknown);
    Judge.get().ifPresent(j -> problems.addAll(j.problems(all, Sender.OURS)));
    if (!problems.isEmpty()) {
      throw new AssertionError("not as Azure describes it:\n" + String.join("\n", problems));
    }
  }

  /**
   * What is wrong with the calls of other clients than ours, by the same descriptions; for people,
   * since nobody here can change it. Empty also where nobody judges.
   */
  public List<String> foreign() {
    List<Exchange> all = exchanges().stream().filter(Exchange::foreign).toList();
    return Judge.get().map(j -> j.problems(all, Sender.FOREIGN)).orElse(List.of());
  }

  /** Calls that no role would allow, since they are not in the code's list. */
  private static List<String> unlisted(List<Exchange> all) {
    List<Operation> known = Rights.ALL.stream().flatMap(r -> r.operations().stream()).toList();
    return all.stream()
        .map(Exchange::request)
        .filter(r -> !r.path().contains("/providers/Fake.") && Calls.of(r, known).isEmpty())
        .map(r -> r.method() + " " + r.path() + " is in no list of rights")
        .toList();
  }

  /** Rights that services asked for and that no role gives. */
  private List<String> ungranted() {
    List<String> given = Rights.ALL.stream().flatMap(r -> r.actions().stream()).toList();
    return needed.stream()
        .filter(n -> !given.contains(n))
        .map(n -> "a service asks for " + n + ", which is in no list of rights")
        .toList();
  }
}
