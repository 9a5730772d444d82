package dev.spillway.cli;

import dev.spillway.core.Endpoint;
import dev.spillway.link.Gateway;
import dev.spillway.link.GatewayConfig;
import dev.spillway.link.Keys;
import dev.spillway.link.PeerRole;
import dev.spillway.link.Scope;
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
      description = {
        "Lets in agents and connectors of this app and site only (default: what its certificate is",
        "for, when that is one)."
      })
  String only = "";

  @Override
  public Integer call() throws Exception {
    var identity = Keys.load(keys, PeerRole.GATEWAY);
    String site = site(identity.scope());
    return Waiting.untilAsked(
        Gateway.start(new GatewayConfig(listen, identity, services).onlyFor(site)));
  }

  private String site(Scope scope) {
    if (only.isEmpty() && scope.of().size() == 1 && !scope.of().iterator().next().endsWith("/*")) {
      return scope.of().iterator().next();
    }
    String[] names = only.split("/", -1);
    if (names.length != 2) {
      throw Failure.usage("--for names the app and site of its instances, such as shop/cloud");
    }
    if (!scope.has(names[0], names[1])) {
      throw Failure.usage(
          "--for is %s, and the gateway's certificate in %s is for %s; agents would refuse it"
              .formatted(only, keys, scope.of()));
    }
    return only;
  }
}
