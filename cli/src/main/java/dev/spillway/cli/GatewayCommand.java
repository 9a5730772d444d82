package dev.spillway.cli;

import dev.spillway.core.Endpoint;
import dev.spillway.link.Gateway;
import dev.spillway.link.GatewayConfig;
import dev.spillway.link.Keys;
import dev.spillway.link.PeerRole;
import dev.spillway.link.ServicePort;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "gateway",
    description = "Runs the link's public end: agents dial in, instances find their services here.",
    mixinStandardHelpOptions = true)
final class GatewayCommand implements Callable<Integer> {
  @Option(
      names = "--listen",
      required = true,
      paramLabel = "HOST:PORT",
      converter = Converters.HostPort.class,
      description = "Where agents dial in.")
  @SuppressWarnings("NullAway.Init")
  Endpoint listen;

  @Option(
      names = "--keys",
      paramLabel = "DIR",
      defaultValue = "keys",
      description =
          "Folder with keys and certificates from 'spillway init' (default: ${DEFAULT-VALUE}).")
  Path keys = Path.of("keys");

  @Option(
      names = "--service",
      required = true,
      paramLabel = "NAME=HOST:PORT[,CHECK]",
      description =
          "Where instances reach a service here, and how it is checked: tcp, postgres or sqlserver.")
  Map<String, ServicePort> services = new LinkedHashMap<>();

  @Option(
      names = "--for",
      paramLabel = "APP/SITE",
      description = "Lets in agents of this app and site only (default: any).")
  String only = "";

  @Override
  public Integer call() throws Exception {
    var identity = Keys.load(keys, PeerRole.GATEWAY);
    return Waiting.untilAsked(
        Gateway.start(new GatewayConfig(listen, identity, services).onlyFor(only)));
  }
}
