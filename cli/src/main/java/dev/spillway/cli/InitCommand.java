package dev.spillway.cli;

import dev.spillway.link.Keys;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "init",
    description = {
      "Makes the link's keys and certificates, and a first configuration where there is none.",
      "Nothing that exists is changed."
    },
    mixinStandardHelpOptions = true)
final class InitCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "DIR",
      defaultValue = ".",
      description = "The controller's folder (default: the current one).")
  Path dir = Path.of(".");

  @Option(
      names = "--site",
      paramLabel = "APP/SITE",
      description = {
        "What the link's keys are for: shop/cloud, shop/* or any. May be given several times",
        "(default: any, since one agent dials for all apps)."
      })
  List<String> sites = List.of("any");

  @Override
  public Integer call() throws IOException {
    Path keys = dir.resolve("keys");
    Path controller = dir.resolve("controller.yaml");
    if (Files.exists(controller)) {
      say("kept", controller);
      keys = Configs.controller(controller).keys();
    } else {
      write("controller.yaml", controller);
      write("app.yaml", dir.resolve("apps").resolve("shop.yaml"));
    }
    if (Files.exists(keys)) {
      say("kept", keys);
      Keys.complete(keys).forEach(made -> say("made", made));
    } else {
      Keys.init(keys, KeysCommand.scope(sites));
      say("made", keys);
    }
    System.out.println(
        "Next: edit " + controller + " and the files in its apps folder, then 'spillway check'.");
    return 0;
  }

  private static void write(String resource, Path file) throws IOException {
    if (Files.exists(file)) {
      say("kept", file);
      return;
    }
    Files.createDirectories(file.toAbsolutePath().getParent());
    try (InputStream in = InitCommand.class.getResourceAsStream("init/" + resource)) {
      if (in == null) {
        throw new IOException("the program's own resource init/" + resource + " is missing");
      }
      Files.copy(in, file);
    }
    say("made", file);
  }

  private static void say(String what, Path file) {
    System.out.println(what + "  " + file);
  }
}
