package dev.spillway.cli;

import dev.spillway.core.Digest;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

@Command(
    name = "deploy",
    description = {
      "Brings one release to every site: home first, digest and health verified on each,",
      "all sites rolled back to the last good release when one fails."
    },
    mixinStandardHelpOptions = true)
final class DeployCommand implements Callable<Integer> {
  private static final Duration LOOK = Duration.ofMillis(300);

  @Mixin ApiOptions options = new ApiOptions();
  @Mixin Output output = new Output();

  @Parameters(
      arity = "0..1",
      paramLabel = "ARTIFACT",
      description = "The file to release, or the digest (sha256) of a release of before.")
  @Nullable String artifact;

  @Option(
      names = "--until",
      paramLabel = "SITE",
      description = "Stop after this site and wait for --promote.")
  @Nullable String until;

  @Option(names = "--promote", description = "Go on with the deployment that waits.")
  boolean promote;

  @Option(
      names = "--abort",
      description = "End the deployment that is under way or waits; all sites go back.")
  boolean abort;

  @Option(names = "--history", description = "Show earlier deployments, newest first.")
  boolean history;

  @Option(names = "--no-wait", description = "Return once the deployment has begun.")
  boolean noWait;

  @Override
  public Integer call() throws IOException {
    if (modes() != 1) {
      throw Failure.usage("give one of ARTIFACT, --promote, --abort and --history");
    }
    Api api = options.connect();
    String path = "/api/v1/apps/" + options.appName(api);
    if (history) {
      return showHistory(api.get(path + "/deployments").path("deployments"));
    }
    ObjectNode body = new ObjectMapper().createObjectNode();
    if (abort) {
      show(api.post(path + "/deploy/abort", body));
      return 0;
    }
    JsonNode begun =
        artifact == null
            ? api.post(path + "/promote", body)
            : api.post(
                path + "/deploy", body.put("digest", upload(api, artifact)).put("until", until));
    return noWait ? show(begun) : watch(api, path, begun.path("id").asString());
  }

  private int modes() {
    return (artifact != null ? 1 : 0) + (promote ? 1 : 0) + (abort ? 1 : 0) + (history ? 1 : 0);
  }

  private String upload(Api api, String name) throws IOException {
    Path file = Path.of(name);
    if (!Files.exists(file)) {
      String hex = name.replaceFirst("^sha256:", "");
      if (hex.matches("[0-9a-f]{64}")) {
        return hex;
      }
      throw Failure.usage(name + ": no such file, and not the digest of a release");
    }
    if (!Files.isRegularFile(file)) {
      throw Failure.usage(name + ": not a file; a release is one file, such as a jar or a zip");
    }
    Digest digest = Digest.of(file);
    String fileName = URLEncoder.encode(String.valueOf(file.getFileName()), StandardCharsets.UTF_8);
    api.upload("/api/v1/releases/" + digest.hex() + "?name=" + fileName, file);
    return digest.hex();
  }

  private int watch(Api api, String path, String id) {
    String told = "";
    while (true) {
      JsonNode deployment = find(api.get(path + "/deployments").path("deployments"), id);
      String now = brief(deployment);
      if (!output.json() && !now.equals(told)) {
        output.print(now);
        told = now;
      }
      if (!deployment.path("state").asString().equals("RUNNING")) {
        return show(deployment);
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }

  private static JsonNode find(JsonNode deployments, String id) {
    for (JsonNode deployment : deployments) {
      if (deployment.path("id").asString().equals(id)) {
        return deployment;
      }
    }
    throw Failure.work("the controller no longer knows deployment " + id);
  }

  private int show(JsonNode deployment) {
    String state = deployment.path("state").asString();
    if (output.json()) {
      output.print(deployment);
    } else {
      String text = deployment.path("text").asString("");
      output.print(
          state.toLowerCase(Locale.ROOT).replace('_', ' ') + (text.isEmpty() ? "" : ": " + text));
    }
    return state.equals("FAILED") || state.equals("ROLLED_BACK") ? 1 : 0;
  }

  private int showHistory(JsonNode deployments) {
    if (output.json()) {
      output.print(deployments);
      return 0;
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("STARTED", "STATE", "RELEASE", "FILE", ""));
    for (JsonNode d : deployments) {
      rows.add(
          List.of(
              d.path("startedAt").asString(""),
              d.path("state").asString("").toLowerCase(Locale.ROOT).replace('_', ' '),
              d.path("digest").asString("").substring(0, 12),
              d.path("fileName").asString(""),
              d.path("text").asString("")));
    }
    output.print(Texts.table(rows));
    return 0;
  }

  private static String brief(JsonNode deployment) {
    List<String> sites = new ArrayList<>();
    for (JsonNode site : deployment.path("sites")) {
      String text = site.path("text").asString("");
      sites.add(
          site.path("site").asString()
              + " "
              + site.path("state").asString().toLowerCase(Locale.ROOT)
              + (text.isEmpty() ? "" : " (" + text + ")"));
    }
    return String.join(", ", sites);
  }
}
