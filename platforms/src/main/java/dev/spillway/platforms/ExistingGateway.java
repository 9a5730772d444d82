package dev.spillway.platforms;

import dev.spillway.core.AdapterContext;
import dev.spillway.core.AdapterException;
import dev.spillway.core.AdapterSpec;
import dev.spillway.core.AdapterType;
import dev.spillway.core.Endpoint;
import dev.spillway.core.GatewayHost;
import dev.spillway.core.Money;
import dev.spillway.core.Units;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A gateway that somebody else keeps running, such as {@code spillway gateway} on a host in the
 * public cloud. Starting and stopping it only notes whether the site uses it; whether it works, the
 * link shows. For one thread at a time.
 */
public final class ExistingGateway implements GatewayHost {
  /** How the configuration finds it. */
  public static final AdapterType<GatewayHost> TYPE =
      new AdapterType<>(AdapterType.Kind.GATEWAY, "existing", schema(), ExistingGateway::new);

  private static final int SERVICE_PORT = 15_432;

  private final Path used;
  private final @Nullable Money standing;
  private final Map<String, Endpoint> services = new LinkedHashMap<>();

  /**
   * @throws AdapterException.Invalid when the settings cannot work
   */
  public ExistingGateway(AdapterSpec spec, AdapterContext context) throws AdapterException {
    used = context.state().resolve("existing-gateway-used");
    standing = cost(spec);
    String host = spec.text("service-address").orElse(address(spec).host());
    int port = spec.number("service-port").orElse(SERVICE_PORT);
    int last = port + context.services().size() - 1;
    if (port < 1 || last > 65_535) {
      throw new AdapterException.Invalid(
          "gateway.service-port: ports " + port + " to " + last + " are not all from 1 to 65535");
    }
    for (String name : new TreeSet<>(context.services().keySet())) {
      services.put(name, new Endpoint(host, port++));
    }
  }

  private static @Nullable Money cost(AdapterSpec spec) throws AdapterException.Invalid {
    try {
      return spec.text("cost").map(text -> Units.money(text, "h")).orElse(null);
    } catch (IllegalArgumentException e) {
      throw new AdapterException.Invalid("gateway.cost: " + e.getMessage(), e);
    }
  }

  private static Endpoint address(AdapterSpec spec) throws AdapterException.Invalid {
    try {
      return Endpoint.parse(spec.text("address").orElse(""));
    } catch (IllegalArgumentException e) {
      throw new AdapterException.Invalid("gateway.address: " + e.getMessage(), e);
    }
  }

  @Override
  public Optional<Gateway> gateway() {
    return Files.exists(used) ? Optional.of(new Gateway(true, services, "")) : Optional.empty();
  }

  @Override
  public void start() throws AdapterException {
    try {
      Files.createDirectories(used.getParent());
      Files.write(used, new byte[0]);
    } catch (IOException e) {
      throw new AdapterException.Transient("cannot write " + used + ": " + e, e);
    }
  }

  @Override
  public void stop() throws AdapterException {
    try {
      Files.deleteIfExists(used);
    } catch (IOException e) {
      throw new AdapterException.Transient("cannot remove " + used + ": " + e, e);
    }
  }

  /** Nothing here starts or ends what is paid for: see {@link #standing}. */
  @Override
  public boolean bills() {
    return false;
  }

  @Override
  public @Nullable Money standing() {
    return standing;
  }

  @Override
  public void close() {}

  private static String schema() {
    return """
    {
      "type": "object",
      "description": "A gateway that somebody else keeps running, such as spillway gateway on a host in the public cloud.",
      "additionalProperties": false,
      "required": ["address"],
      "properties": {
        "address": {
          "description": "host:port on which the agent at home dials in.",
          "$ref": "#/$defs/endpoint"
        },
        "web": {
          "description": "wss://host[:port][/path] or ws://…: the agent dials this by WebSocket instead, such as a web front end that hands WebSockets on to the gateway. Default: a plain connection",
          "type": "string", "pattern": "^wss?://[^/\\\\s@#]+(/[^\\\\s#]*)?$"
        },
        "also": {
          "description": "Further gateways of the site, as host:port, wss://… or ws://…. The agent keeps a session with each; instances reach all of them by spillway connector. Default: none",
          "type": "array",
          "items": { "type": "string", "pattern": "^((wss?://[^/\\\\s@#]+(/[^\\\\s#]*)?)|([^/\\\\s]+:[0-9]{1,5}))$" }
        },
        "service-address": {
          "description": "Host on which instances reach the services. Default: that of address",
          "type": "string", "minLength": 1
        },
        "service-port": {
          "description": "Port of the first service in the order of their names; each further one has the next. Default: 15432",
          "type": "integer", "minimum": 1, "maximum": 65535
        },
        "cost": {
          "description": "What its host costs, burst or not: counted in the month, and in a burst for as long as that lasts; the end of a burst does not stop it. Default: not counted",
          "$ref": "#/$defs/price"
        }
      }
    }
    """;
  }
}
