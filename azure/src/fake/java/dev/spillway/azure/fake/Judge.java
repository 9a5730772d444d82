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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Judges every call to the Resource Manager by Azure's own descriptions, which know nothing of this
 * program, and by {@link OwnRules} for what those cannot see; what no description covers is counted by its kind and
 * is on a short list in {@link Verdicts}. The validator is a process of Node's,
 * started once for a run of tests; without it the first test that asks is skipped, and with it CI
 * fails. Safe for any thread.
 */
public final class Judge {
  /** Providers of which the answers must be as described too. */
  private static final Set<String> ANSWERS =
      Set.of(
          "/trafficmanagerprofiles/",
          "/dnszones/",
          "/microsoft.insights/metrics",
          "/microsoft.app/");

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
                  Verdicts.write();
                }));
        only = new Judge(node);
      } catch (IOException e) {
        throw new UncheckedIOException("the validator does not start", e);
      }
    }
    return Optional.ofNullable(only);
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

  /** How many of the adapters' calls were judged so far in this run. */
  public static long judged() {
    return Verdicts.of(Verdicts.Sender.OURS);
  }

  /** What is wrong with these exchanges, one line each; empty when all is well. */
  public synchronized List<String> problems(List<Exchange> exchanges, Verdicts.Sender sender) {
    List<String> all = new ArrayList<>();
    for (Exchange exchange : exchanges) {
      String path = exchange.request().path();
      Optional<String> notCovered = Verdicts.notCovered(path);
      if (notCovered.isPresent()) {
        Verdicts.notJudged(notCovered.get());
        continue;
      }
      Verdicts.judged(sender);
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
