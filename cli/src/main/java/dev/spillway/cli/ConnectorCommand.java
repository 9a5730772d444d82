package dev.spillway.cli;

import dev.spillway.core.Endpoint;
import dev.spillway.link.Connector;
import dev.spillway.link.ConnectorConfig;
import dev.spillway.link.GatewayAddress;
import dev.spillway.link.HttpProxy;
import dev.spillway.link.Keys;
import dev.spillway.link.LinkTimings;
import dev.spillway.link.PeerRole;
import dev.spillway.link.Renewal;
import dev.spillway.link.WebTrust;
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
    name = "connector",
    description = {
      "Runs beside instances that cannot be dialled, or that have several gateways: dials the",
      "gateways and offers their services on local ports."
    },
    mixinStandardHelpOptions = true)
final class ConnectorCommand implements Callable<Integer> {
  @Option(
      names = "--gateway",
      required = true,
      paramLabel = "ADDRESS",
      converter = Converters.Gateway.class,
      description =
          "Where a gateway is dialled: HOST:PORT, or wss://HOST[:PORT][/PATH]. Give each one.")
  List<GatewayAddress> gateways = List.of();

  @Option(
      names = "--service",
      required = true,
      paramLabel = "NAME=HOST:PORT",
      converter = {Converters.Text.class, Converters.HostPort.class},
      description = "Where instances reach a service here, such as db=127.0.0.1:1433.")
  Map<String, Endpoint> services = new LinkedHashMap<>();

  @Option(
      names = "--for",
      required = true,
      paramLabel = "APP/SITE",
      description = "The app and site that the instances belong to.")
  String who = "";

  @Option(
      names = "--keys",
      paramLabel = "DIR",
      defaultValue = "keys",
      description =
          "Folder with connector.pem and ca.pem, as 'spillway keys issue connector' makes it"
              + " (default: ${DEFAULT-VALUE}).")
  Path keys = Path.of("keys");

  @Option(
      names = "--proxy",
      paramLabel = "HOST:PORT",
      converter = Converters.HostPort.class,
      description = "An HTTP proxy on the way out, asked by CONNECT.")
  @Nullable Endpoint proxy;

  @Option(
      names = "--proxy-login",
      paramLabel = "FILE",
      description = "File with user:password for the proxy.")
  @Nullable Path login;

  @Option(
      names = "--web-authorities",
      paramLabel = "FILE",
      description =
          "Certificates in PEM by which web front ends are believed (default: those of Java).")
  @Nullable Path authorities;

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
    String[] names = who.split("/", -1);
    if (names.length != 2) {
      throw Failure.usage("--for is APP/SITE such as shop/cloud, not '" + who + "'");
    }
    var identity = Keys.load(keys, PeerRole.CONNECTOR);
    WebTrust trust = WebTrust.read(authorities);
    List<AutoCloseable> parts = new ArrayList<>();
    if (renewAt != null) {
      parts.add(Renewal.start(keys, PeerRole.CONNECTOR, renewAt));
    }
    Connector connector =
        Connector.start(
            new ConnectorConfig(
                identity,
                names[0],
                names[1],
                gateways,
                services,
                LinkTimings.DEFAULT,
                wayOut(),
                trust));
    parts.add(connector);
    if (status != null) {
      parts.add(connector.serveStatus(status));
    }
    return Waiting.untilAsked(parts.toArray(AutoCloseable[]::new));
  }

  private @Nullable HttpProxy wayOut() throws IOException {
    if (proxy == null) {
      return null;
    }
    return new HttpProxy(proxy, login == null ? "" : Files.readString(login).strip());
  }
}
