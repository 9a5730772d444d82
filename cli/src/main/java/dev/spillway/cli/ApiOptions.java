package dev.spillway.cli;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** Where the controller is, who asks, and for which app. */
final class ApiOptions {
  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      defaultValue = "controller.yaml",
      description =
          "The controller's file, for its API address and token (default: ${DEFAULT-VALUE}).")
  Path config = Path.of("controller.yaml");

  @Option(
      names = "--api",
      paramLabel = "URL",
      defaultValue = "${env:SPILLWAY_API}",
      description = "The controller's address, such as http://127.0.0.1:8053 (or SPILLWAY_API).")
  @Nullable URI api;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      defaultValue = "${env:SPILLWAY_TOKEN_FILE}",
      description = "File with the API token (or SPILLWAY_TOKEN_FILE).")
  @Nullable Path tokenFile;

  @Option(
      names = {"-a", "--app"},
      paramLabel = "NAME",
      description = "The app; may be left out when there is only one.")
  @Nullable String app;

  Api connect() {
    if (api != null) {
      if (tokenFile == null) {
        throw Failure.usage(
            "--api needs --token-file: the controller's 'token' file in its state folder");
      }
      return new Api(api, token(tokenFile));
    }
    if (!Files.exists(config)) {
      throw Failure.usage(
          "no "
              + config
              + " here; run this in the controller's folder, or give --config, or --api and --token-file");
    }
    var controller = Configs.controller(config);
    Path file = tokenFile != null ? tokenFile : controller.state().resolve("token");
    return new Api(URI.create("http://" + controller.api()), token(file));
  }

  /** The app that was named, or the only one there is. */
  String appName(Api api) {
    if (app != null) {
      return app;
    }
    JsonNode apps = api.get("/api/v1/status").path("apps");
    if (apps.size() != 1) {
      throw Failure.usage(
          "the controller has " + apps.size() + " apps: say which with --app" + names(apps));
    }
    return apps.get(0).path("app").asString();
  }

  private static String names(JsonNode apps) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < Math.min(8, apps.size()); i++) {
      text.append(i == 0 ? " (" : ", ").append(apps.get(i).path("app").asString());
    }
    return text.append(apps.size() > 8 ? ", …)" : apps.isEmpty() ? "" : ")").toString();
  }

  private static String token(Path file) {
    try {
      String token = Files.readString(file).strip();
      if (!token.matches("[\\x21-\\x7e]+")) {
        throw Failure.usage(
            file + " holds no API token; 'spillway run' keeps it in its state folder as 'token'");
      }
      return token;
    } catch (java.io.IOException e) {
      throw Failure.usage(
          "cannot read the API token in "
              + file
              + " ("
              + e.getClass().getSimpleName()
              + "); 'spillway run' makes it at its first start");
    }
  }
}
