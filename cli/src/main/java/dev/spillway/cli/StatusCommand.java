package dev.spillway.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

@Command(
    name = "status",
    description = "Shows what is: is all well, who carries what, what it costs.",
    mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
  @Mixin ApiOptions options = new ApiOptions();
  @Mixin Output output = new Output();

  @Option(
      names = {"-w", "--watch"},
      description = "Go on showing it until Ctrl-C.")
  boolean watch;

  @Override
  public Integer call() {
    Api api = options.connect();
    if (!watch) {
      show(
          options.app == null ? api.get("/api/v1/status") : api.get("/api/v1/apps/" + options.app));
      return 0;
    }
    api.stream(
        "/api/v1/stream",
        () -> {},
        (name, data) -> {
          boolean mine = options.app == null || options.app.equals(data.path("app").asString());
          if (name.equals("status") && mine) {
            show(data);
          }
          return true;
        });
    return 0;
  }

  private void show(JsonNode status) {
    if (output.json()) {
      output.print(status);
      return;
    }
    JsonNode apps = status.path("apps");
    if (!apps.isArray()) {
      output.print(StatusText.of(status));
    } else if (apps.size() == 1) {
      output.print(StatusText.of(apps.get(0)));
    } else {
      output.print(StatusText.overview(apps));
    }
  }
}
