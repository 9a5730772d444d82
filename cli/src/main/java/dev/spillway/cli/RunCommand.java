package dev.spillway.cli;

import dev.spillway.config.Configuration;
import dev.spillway.config.ControllerConfig;
import dev.spillway.control.Controller;
import dev.spillway.control.ControllerSetup;
import dev.spillway.core.AdapterException;
import dev.spillway.core.Endpoint;
import dev.spillway.core.Invitations;
import dev.spillway.core.LinkMonitor;
import dev.spillway.core.Sample;
import dev.spillway.core.Ticker;
import dev.spillway.dns.SteeringTable;
import dev.spillway.link.AgentStatusClient;
import dev.spillway.link.BurstInvitations;
import java.io.Console;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "run",
    description = {
      "Runs the controller for all apps, with DNS, API and dashboard unless told otherwise.",
      "Where no agent of its own is configured (link.agent), it runs that too."
    },
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
  @Mixin ConfigOption config = new ConfigOption();

  @Option(names = "--no-dns", description = "Another process answers from this state folder.")
  boolean noDns;

  @Override
  public Integer call() throws Exception {
    Configuration all = Configs.load(config.file);
    List<AutoCloseable> parts = new ArrayList<>();
    try {
      Controller controller = start(all, parts);
      System.err.println("dashboard: " + dashboard(all.controller(), controller));
      return Waiting.untilAsked(parts.toArray(AutoCloseable[]::new));
    } catch (AdapterException | IOException | RuntimeException e) {
      Waiting.close(parts.toArray(AutoCloseable[]::new));
      throw e;
    }
  }

  /** The token is shown to a person at a terminal only: what is written elsewhere is kept. */
  private static String dashboard(ControllerConfig config, Controller controller) {
    String page = "http://" + controller.api() + "/";
    Console console = System.console();
    return console != null && console.isTerminal()
        ? page + "#token=" + controller.operatorToken()
        : page + " (token: " + config.state().resolve("token") + ")";
  }

  private Controller start(Configuration all, List<AutoCloseable> parts)
      throws AdapterException, IOException {
    ControllerConfig controller = all.controller();
    SteeringTable table = SteeringTable.open(DnsParts.folder(controller));
    Supplier<List<Sample>> figures = DnsParts.controller(all, table, !noDns, parts);
    LinkMonitor links = links(config.file, all, parts);
    Controller started =
        Controller.start(
            new ControllerSetup(
                controller,
                all.apps(),
                all.files(),
                Adapters.all(() -> table),
                Ticker.system(),
                links,
                invitations(all),
                figures,
                Program.commandLine(),
                Version.text()));
    parts.add(started);
    return started;
  }

  private static @Nullable Invitations invitations(Configuration all) {
    return Links.needed(all)
        ? new BurstInvitations(all.controller().keys(), InstantSource.system())
        : null;
  }

  private static @Nullable LinkMonitor links(
      Path file, Configuration all, List<AutoCloseable> parts) throws IOException {
    if (!Links.needed(all)) {
      return null;
    }
    Endpoint status = all.controller().agent();
    if (status == null) {
      status = freeLoopback();
      Links.agent(file, all, status, parts);
    }
    AgentStatusClient client = new AgentStatusClient(status);
    parts.add(client);
    return client;
  }

  private static Endpoint freeLoopback() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return new Endpoint("127.0.0.1", socket.getLocalPort());
    }
  }
}
