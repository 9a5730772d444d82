package dev.spillway.cli;

import dev.spillway.config.Configuration;
import dev.spillway.config.ControllerConfig;
import dev.spillway.control.loop.Wiring;
import dev.spillway.core.AdapterException;
import dev.spillway.core.App;
import dev.spillway.core.Endpoint;
import dev.spillway.core.HostNames;
import dev.spillway.core.Zone;
import dev.spillway.dns.SteeringTable;
import dev.spillway.dns.zone.ZoneException;
import dev.spillway.dns.zone.ZoneRecords;
import dev.spillway.link.Keys;
import dev.spillway.link.PeerRole;
import dev.spillway.steering.DnsNames;
import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.JsonNodeFactory;

@Command(
    name = "check",
    description = {
      "Is the configuration right, and can its platforms, keys, secrets and files be used here?",
      "Changes nothing. With --online the clouds themselves are asked what would stand in the way:",
      "sign-in, rights, names, sizes, certificate, steering; that changes nothing there either.",
      "Ends with 0 when all is well, 1 when a cloud would refuse, 2 when the files are wrong."
    },
    mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
  @Mixin ConfigOption config = new ConfigOption();
  @Mixin Output output = new Output();

  @Option(names = "--online", description = "Ask the clouds too; nothing is made or changed there.")
  boolean online;

  @Option(
      names = "--resolver",
      paramLabel = "HOST:PORT",
      converter = Converters.HostPort.class,
      description =
          "The DNS server that --online asks for the records of hosts. Default: this machine's.")
  @Nullable Endpoint resolver;

  @Override
  public Integer call() throws IOException {
    Logging.quiet();
    Configuration all = Configs.load(config.file);
    List<String> problems = new ArrayList<>();
    keys(all, problems);
    for (App app : all.apps()) {
      artifact(app, all.files().get(app.name()), problems);
      Secrets.check(app, problems);
    }
    if (!online) {
      adapters(all, problems);
    }
    zones(all, problems);
    if (!problems.isEmpty()) {
      throw Failure.usage(
          problems.size()
              + (problems.size() == 1 ? " problem:\n" : " problems:\n")
              + String.join("\n", problems));
    }
    String apps = all.apps().size() == 1 ? "1 app" : all.apps().size() + " apps";
    if (online) {
      OnlineReport report = online(all, names());
      if (output.json()) {
        output.print(report.json());
      } else {
        output.print(report.text());
      }
      return report.problems() == 0 ? 0 : 1;
    }
    if (output.json()) {
      output.print(
          JsonNodeFactory.instance
              .objectNode()
              .put("file", config.file.toString())
              .put("apps", all.apps().size()));
    } else {
      output.print(
          config.file + ": right; " + apps + ", nothing stands in the way of 'spillway run'");
    }
    return 0;
  }

  private static OnlineReport online(Configuration all, HostNames names) throws IOException {
    Path scratch = Files.createTempDirectory("spillway-check");
    try {
      ControllerConfig apart = all.controller().withState(scratch);
      Wiring wiring = new Wiring(apart, Adapters.described(), Program.commandLine());
      Map<String, List<Wiring.Asked>> asked = new LinkedHashMap<>();
      for (App app : all.apps()) {
        asked.put(app.name(), wiring.online(app, Configs.folder(all, app), names));
      }
      return new OnlineReport(asked);
    } catch (AdapterException e) {
      throw Failure.work(String.valueOf(e.getMessage()));
    } finally {
      Folders.delete(scratch);
    }
  }

  private HostNames names() {
    Endpoint given = resolver;
    try {
      return given == null ? DnsNames.of(null, 53) : DnsNames.of(given.host(), given.port());
    } catch (UnknownHostException e) {
      throw Failure.usage("--resolver: no address of " + given + "; write the server's address");
    }
  }

  /** Reads zone files and secrets of transfers as the controller will. */
  private static void zones(Configuration all, List<String> problems) {
    List<String> hosts = all.apps().stream().map(App::host).toList();
    for (Zone zone : all.controller().zones()) {
      try {
        ZoneRecords.load(zone, hosts).warnings().forEach(w -> System.err.println(w));
      } catch (ZoneException e) {
        problems.add(String.valueOf(e.getMessage()));
      }
    }
    try {
      DnsParts.transferKeys(all.controller());
    } catch (AdapterException.Invalid e) {
      problems.add(String.valueOf(e.getMessage()));
    }
  }

  private static void keys(Configuration all, List<String> problems) {
    if (!Links.needed(all)) {
      return;
    }
    try {
      Keys.load(all.controller().keys(), PeerRole.AGENT);
    } catch (IOException e) {
      problems.add(String.valueOf(e.getMessage()));
    }
  }

  private static void artifact(App app, @Nullable Path file, List<String> problems) {
    if (app.artifact() == null || file == null) {
      return;
    }
    Path artifact = file.resolveSibling(app.artifact());
    if (!Files.isRegularFile(artifact)) {
      problems.add(
          file
              + ": release.artifact: no file "
              + artifact
              + "; build it, or leave the key out and use 'spillway deploy'");
    }
  }

  /** Each adapter is made in a folder of its own, so that a running controller is not disturbed. */
  private static void adapters(Configuration all, List<String> problems) throws IOException {
    Path scratch = Files.createTempDirectory("spillway-check");
    try {
      ControllerConfig apart = all.controller().withState(scratch);
      SteeringTable table = SteeringTable.open(scratch.resolve("dns"));
      Wiring wiring = new Wiring(apart, Adapters.all(() -> table), Program.commandLine());
      for (App app : all.apps()) {
        try {
          wiring.tryOut(app, Configs.folder(all, app));
        } catch (AdapterException e) {
          problems.add(String.valueOf(e.getMessage()));
        }
      }
    } catch (AdapterException e) {
      problems.add(String.valueOf(e.getMessage()));
    } finally {
      Folders.delete(scratch);
    }
  }
}
