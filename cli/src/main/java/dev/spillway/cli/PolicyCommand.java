package dev.spillway.cli;

import dev.spillway.config.AppFile;
import dev.spillway.config.ConfigException;
import dev.spillway.core.App;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

@Command(
    name = "policy",
    description = {
      "Lets a program of your own judge the policy that decides live: one JSON object per line in,",
      "one answer line out. The protocol stands in docs/guide/judging-the-policy.md."
    },
    mixinStandardHelpOptions = true)
final class PolicyCommand implements Callable<Integer> {
  private static final String NO_FILE =
      """
      app: judged
      host: judged.example.com
      sites:
        home: { role: private, capacity: 1/s, platform: { type: simulated } }
        cloud: { role: public, platform: { type: simulated }, instance: { capacity: 1/s, max: 1 } }
      """;

  @Option(
      names = "--stdio",
      required = true,
      description = "Read samples from standard input, write decisions to standard output.")
  boolean stdio;

  @Option(
      names = {"-a", "--app-file"},
      paramLabel = "FILE",
      description = {
        "Take the numbers under policy from this app's file (default: those of a file",
        "that names none). Capacities, warm-up and TTL always come with the start line."
      })
  @Nullable Path appFile;

  @Spec
  @SuppressWarnings("NullAway.Init")
  CommandSpec command;

  private static final ObjectMapper JSON = new ObjectMapper();

  @Override
  public Integer call() throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    return judge(in, command.commandLine().getOut());
  }

  /** Answers line by line until the end, or until the input ends. */
  int judge(BufferedReader in, PrintWriter out) throws IOException {
    JudgedApp judged = new JudgedApp(app().tuning());
    int number = 0;
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      number++;
      if (line.isBlank()) {
        continue;
      }
      JsonNode answer = judged.line(parsed(line, number), number);
      if (answer != null) {
        out.println(JSON.writeValueAsString(answer));
        out.flush();
      }
      if (judged.ended()) {
        return 0;
      }
    }
    return 0;
  }

  private static JsonNode parsed(String line, int number) {
    try {
      return JSON.readTree(line);
    } catch (JacksonException e) {
      throw Failure.usage(
          "line " + number + ": not JSON (" + e.getOriginalMessage() + "); one object per line");
    }
  }

  private App app() {
    try {
      return appFile == null
          ? AppFile.parse("built in", NO_FILE, Adapters.described())
          : AppFile.load(appFile, Adapters.described());
    } catch (ConfigException e) {
      throw Failure.usage(String.valueOf(e.getMessage()));
    }
  }
}
