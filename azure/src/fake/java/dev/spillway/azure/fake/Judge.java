package dev.spillway.azure.fake;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Judges every call to the Resource Manager by Azure's own descriptions, which know nothing of this
 * program, and by {@link OwnRules} for what those cannot see. The validator is a process of Node's,
 * started once for a run of tests; without it the first test that asks is skipped, and with it CI
 * fails. Safe for any thread.
 */
public final class Judge {
  /**
   * Not judged, because no description covers them:
   *
   * <pre>
   *   providers/Fake.…             exist in tests only
   *   providers/NAME               described, but the validator takes it for a call to NAME
   *   …/certificates/NAME          not among the descriptions that are kept here
   *   …/operationResults/ID, …/containerappOperation…/ID
   *                                the address of an operation is whatever the service says
   *   …/permissions, …/checknameavailability, …/geoRegions, …/locations/…/usages of Microsoft.Web,
   *   …/managedEnvironments/…/usages
   *                                not among the descriptions that are kept here
   * </pre>
   */
  private static final Pattern NOT_COVERED =
      Pattern.compile(
          ".*/providers/Fake\\..*"
              + "|/+subscriptions/[^/]+/providers/[^/]+"
              + "|.*/providers/Microsoft\\.Web/certificates/.*"
              + "|.*/providers/Microsoft\\.Authorization/permissions"
              + "|.*/providers/Microsoft\\.Web/(checknameavailability|geoRegions|locations/[^/]+/usages)"
              + "|.*/providers/Microsoft\\.App/managedEnvironments/[^/]+/usages"
              + "|.*/(operationResults|containerappOperation(Results|Statuses))/.*",
          Pattern.CASE_INSENSITIVE);

  /** Providers of which the answers must be as described too. */
  private static final Set<String> ANSWERS =
      Set.of(
          "/trafficmanagerprofiles/",
          "/dnszones/",
          "/microsoft.insights/metrics",
          "/microsoft.app/");

  private static final AtomicLong JUDGED = new AtomicLong();
  private static @Nullable Judge only;

  private final BufferedWriter to;
  private final BufferedReader from;

  private Judge(Process node) throws IOException {
    this.to = node.outputWriter(UTF_8);
    this.from = node.inputReader(UTF_8);
    JsonNode first = FakeAzure.JSON.readTree(line());
    if (!first.has("ready")) {
      throw new IOException("the validator begins with " + first);
    }
  }

  /** The judge, or empty when Node or its packages are not installed. */
  public static synchronized Optional<Judge> get() {
    if (only == null && installed()) {
      try {
        Process node =
            new ProcessBuilder("node", folder().resolve("judge.js").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Runtime.getRuntime()
            .addShutdownHook(
                new Thread(() -> {
                  node.destroyForcibly();
                  report();
                }));
        only = new Judge(node);
      } catch (IOException e) {
        throw new UncheckedIOException("the validator does not start", e);
      }
    }
    return Optional.ofNullable(only);
  }

  /** How many calls were judged, for who reads what CI left. */
  private static void report() {
    try {
      Path target = Files.createDirectories(Path.of("target").toAbsolutePath());
      Files.writeString(target.resolve("oav.txt"), JUDGED.get() + " calls judged\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean installed() {
    return Files.isDirectory(folder().resolve("node_modules").resolve("oav"));
  }

  private static Path folder() {
    Path rest = Path.of("src", "test", "oav");
    return Stream.of(".", "azure", "../azure") // this module, the project, a module beside it
        .map(f -> Path.of(f).resolve(rest).toAbsolutePath().normalize())
        .filter(Files::isDirectory)
        .findFirst()
        .orElse(rest.toAbsolutePath());
  }

  /** How many calls were judged so far in this run. */
  public static long judged() {
    return JUDGED.get();
  }

  /** What is wrong with these exchanges, one line each; empty when all is well. */
  public synchronized List<String> problems(List<Exchange> exchanges) {
    List<String> all = new ArrayList<>();
    for (Exchange exchange : exchanges) {
      String path = exchange.request().path();
      if (NOT_COVERED.matcher(path).matches()) {
        continue;
      }
      JUDGED.incrementAndGet();
      String call = exchange.request().method() + " " + path + ": ";
      JsonNode verdict = ask(exchange);
      boolean answer = judgesAnswer(exchange) && !verdict.path("response").asBoolean();
      if (!verdict.path("request").asBoolean() || answer) {
        all.add(call + verdict);
      }
      OwnRules.broken(exchange.request()).forEach(p -> all.add(call + p));
    }
    return all;
  }

  /** Errors have more forms than are described. */
  private static boolean judgesAnswer(Exchange exchange) {
    String path = exchange.request().path().toLowerCase(Locale.ROOT);
    return exchange.response().status() < 300 && ANSWERS.stream().anyMatch(path::contains);
  }

  private JsonNode ask(Exchange exchange) {
    JsonNode live = exchange.live();
    ObjectNode call = FakeAzure.JSON.createObjectNode();
    call.set("request", live.path("liveRequest"));
    call.set("response", live.path("liveResponse"));
    try {
      to.write(FakeAzure.JSON.writeValueAsString(call));
      to.newLine();
      to.flush();
      return FakeAzure.JSON.readTree(line());
    } catch (IOException e) {
      throw new UncheckedIOException("the validator is gone", e);
    }
  }

  private String line() throws IOException {
    String line = from.readLine();
    if (line == null) {
      throw new IOException("the validator ended");
    }
    return line;
  }
}
