package dev.spillway.cli;

import dev.spillway.core.Endpoint;
import dev.spillway.link.Gateway;
import dev.spillway.link.GatewayConfig;
import dev.spillway.link.Keys;
import dev.spillway.link.PeerRole;
import dev.spillway.link.Renewal;
import dev.spillway.link.Scope;
import dev.spillway.link.ServicePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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
      names = "--services",
      paramLabel = "FILE",
      description = {
        "A file with a line NAME=HOST:PORT[,CHECK] for each service, read again when it changes:",
        "other ports are opened and closed, and no connection that stands is touched."
      })
  @Nullable Path file;

  @Option(
      names = "--service",
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

  @Option(
      names = "--renew-at",
      paramLabel = "HOST:PORT",
      converter = Converters.HostPort.class,
      description = {
        "Where 'spillway keys serve' is reached: the certificate is renewed there when a third of its",
        "time is left (default: it is not renewed by itself)."
      })
  @Nullable Endpoint renewAt;

  @Option(
      names = "--status",
      paramLabel = "HOST:PORT",
      converter = Converters.HostPort.class,
      description = {
        "A loopback address that says how the link is at /status, and at /metrics what was counted,",
        "for Prometheus (default: none)."
      })
  @Nullable Endpoint status;

  @Override
  public Integer call() throws Exception {
    var identity = Keys.load(keys, PeerRole.GATEWAY);
    String site = site(identity.scope());
    List<AutoCloseable> parts = new ArrayList<>();
    Gateway gateway = Gateway.start(new GatewayConfig(listen, identity, wanted()).onlyFor(site));
    parts.add(gateway);
    if (status != null) {
      parts.add(gateway.serveStatus(status));
    }
    if (renewAt != null) {
      parts.add(Renewal.start(keys, PeerRole.GATEWAY, renewAt));
    }
    if (file != null) {
      parts.add(new Changes("gateway's services", () -> files(), () -> gateway.update(wanted())));
    }
    return Waiting.untilAsked(parts.toArray(AutoCloseable[]::new));
  }

  private List<Path> files() {
    return file == null ? List.of() : List.of(file);
  }

  /** Those of the command line and those of the file. */
  private Map<String, ServicePort> wanted() throws IOException {
    Map<String, ServicePort> all = new LinkedHashMap<>(services);
    if (file == null) {
      if (all.isEmpty()) {
        throw Failure.usage("a gateway needs --service NAME=HOST:PORT, or --services FILE");
      }
      return all;
    }
    for (String line : Files.readAllLines(file)) {
      int equals = line.indexOf('=');
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      try {
        all.put(
            line.substring(0, Math.max(equals, 0)), ServicePort.parse(line.substring(equals + 1)));
      } catch (IllegalArgumentException e) {
        throw new IOException(
            file + ": '" + line + "' is no line NAME=HOST:PORT[,CHECK]: " + e.getMessage(), e);
      }
    }
    return all;
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
