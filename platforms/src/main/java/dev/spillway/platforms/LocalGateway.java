package dev.spillway.platforms;

import dev.spillway.core.AdapterContext;
import dev.spillway.core.AdapterException;
import dev.spillway.core.AdapterSpec;
import dev.spillway.core.AdapterType;
import dev.spillway.core.Endpoint;
import dev.spillway.core.GatewayHost;
import dev.spillway.core.Ticker;
import dev.spillway.core.Units;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Runs the link's public end as a process of this machine, kept like an instance: it outlives the
 * controller and is adopted by the next one. Services get ports from {@code service-port} on, in
 * the order of their names, and keep them. For one thread at a time.
 */
public final class LocalGateway implements GatewayHost {
  /** How the configuration finds it. */
  public static final AdapterType<GatewayHost> TYPE =
      new AdapterType<>(
          AdapterType.Kind.GATEWAY,
          "local",
          schema(),
          (spec, context) -> new LocalGateway(spec, context, Ticker.system()));

  private static final String ID = "gateway";
  private static final int SERVICE_PORT = 15_432;
  private static final Duration GRACE = Duration.ofSeconds(5);

  /** One that ends sooner than this has a cause that another start does not cure. */
  private static final Duration YOUNG = Duration.ofSeconds(10);

  /** So often a gateway that cannot run is tried: it shall be back soon after its cause is gone. */
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final ProcessKeeper keeper;
  private final Marks marks;
  private final Ticker ticker;
  private final Launch.Surroundings around;
  private final Endpoint listen;
  private final ServicesFile services;
  private final List<String> command;
  private final boolean bills;
  private @Nullable Long startedAt;
  private int diedYoung;

  /**
   * @throws AdapterException.Invalid when the settings cannot work on this machine
   */
  public LocalGateway(AdapterSpec spec, AdapterContext context, Ticker ticker)
      throws AdapterException {
    this.ticker = ticker;
    this.marks = Marks.of(context, ID);
    this.keeper = new ProcessKeeper(marks.state().resolve(ID), marks, ticker);
    this.around = Launch.Surroundings.of(spec.text("namespace").orElse(""), "");
    this.listen = listen(spec);
    this.services = services(spec, context, listen, file(marks));
    this.command = command(context);
    this.bills = spec.text("bills").map(Boolean::parseBoolean).orElse(true);
  }

  private static Endpoint listen(AdapterSpec spec) throws AdapterException {
    String text = spec.text("listen").orElse("");
    try {
      return Endpoint.parse(text);
    } catch (IllegalArgumentException e) {
      throw new AdapterException.Invalid("gateway.listen: " + e.getMessage(), e);
    }
  }

  private static ServicesFile services(
      AdapterSpec spec, AdapterContext context, Endpoint listen, Path file)
      throws AdapterException {
    String host = spec.text("service-address").orElse(listen.host());
    if (host.equals("0.0.0.0") || host.equals("::")) {
      throw new AdapterException.Invalid(
          "gateway.service-address: instances need one address to dial, not "
              + host
              + ": name the gateway's address as they see it");
    }
    int first = spec.number("service-port").orElse(SERVICE_PORT);
    return new ServicesFile(file, context.services(), host, first);
  }

  private static Path file(Marks marks) {
    return marks.state().resolve(ID).resolve("services");
  }

  private List<String> command(AdapterContext context) {
    List<String> all = new ArrayList<>(context.spillway());
    all.addAll(List.of("gateway", "--listen", listen.toString()));
    all.addAll(List.of("--keys", context.keys().toAbsolutePath().toString()));
    all.addAll(List.of("--for", context.app() + "/" + context.site()));
    all.addAll(List.of("--services", file(marks).toAbsolutePath().toString()));
    return List.copyOf(all);
  }

  @Override
  public Optional<Gateway> gateway() throws AdapterException {
    List<ProcessKeeper.Seen> seen = keeper.look();
    if (seen.isEmpty()) {
      return Optional.empty();
    }
    ProcessKeeper.Seen one = seen.getFirst();
    if (one.stopping()) {
      return Optional.of(new Gateway(false, services.ports(), "stopping"));
    }
    if (!one.alive()) {
      return Optional.of(new Gateway(false, services.ports(), lastWords(one)));
    }
    List<String> commandLine = Proc.commandLine(pid(one));
    if (outdated(commandLine)) {
      return Optional.of(
          new Gateway(false, services.ports(), "runs as an older configuration wanted it"));
    }
    if (!services.isWritten()) {
      return Optional.of(new Gateway(false, services.ports(), "has not been told of all services"));
    }
    return Optional.of(new Gateway(!Launch.beforeExec(commandLine), services.ports(), ""));
  }

  /**
   * Its arguments are not those of the present configuration. Its services are not among them: it
   * reads them again while it runs.
   */
  private boolean outdated(List<String> commandLine) {
    int from = commandLine.lastIndexOf("gateway");
    return !Launch.beforeExec(commandLine)
        && from >= 0
        && !commandLine
            .subList(from, commandLine.size())
            .equals(command.subList(command.lastIndexOf("gateway"), command.size()));
  }

  private static long pid(ProcessKeeper.Seen one) {
    Long pid = one.kept().pid();
    return pid == null ? -1 : pid;
  }

  private String lastWords(ProcessKeeper.Seen one) throws AdapterException {
    try {
      String words = keeper.logs().lastWords(ID);
      return one.ended() + (words.isEmpty() ? "" : "; last words: " + words);
    } catch (IOException e) {
      throw new AdapterException.Transient("cannot read the log of the gateway: " + e, e);
    }
  }

  @Override
  public void start() throws AdapterException {
    Path folder = folder();
    if (!services.isWritten()) {
      services.write();
    }
    for (ProcessKeeper.Seen one : keeper.look()) {
      if (one.stopping()) {
        throw new AdapterException.Transient("the gateway is still stopping");
      }
      if (one.alive() && !outdated(Proc.commandLine(pid(one)))) {
        return;
      }
      pauseAfter(one);
      keeper.stop(ID, GRACE);
    }
    long now = ticker.now().nanos();
    boolean young = startedAt != null && ticker.now().since(startedAt).compareTo(YOUNG) < 0;
    diedYoung = young ? diedYoung + 1 : 0;
    startedAt = now;
    Map<String, String> environment = new HashMap<>(marks.environment(ID));
    Launch launch = new Launch(command, environment, folder, around);
    keeper.start(ID, "", listen.host(), listen.port(), ticker.now().wall(), launch);
  }

  /** The first time at once, then 1 s after the start before, 2 s, 4 s, 5 s. */
  private void pauseAfter(ProcessKeeper.Seen dead) throws AdapterException {
    if (startedAt == null || diedYoung == 0) {
      return;
    }
    Duration pause = Duration.ofSeconds(1L << Math.min(diedYoung - 1, 4));
    pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    Duration left = pause.minus(ticker.now().since(startedAt));
    if (left.isPositive()) {
      throw new AdapterException.Transient(
          "the gateway "
              + lastWords(dead)
              + "; it is started again in "
              + Units.show(Duration.ofMillis(left.toMillis())));
    }
  }

  private Path folder() throws AdapterException {
    Path folder = marks.state().resolve(ID);
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new AdapterException.Transient("cannot make the folder " + folder + ": " + e, e);
    }
  }

  @Override
  public void stop() throws AdapterException {
    keeper.stop(ID, GRACE);
  }

  @Override
  public boolean bills() {
    return bills;
  }

  @Override
  public void close() {
    keeper.close();
  }

  private static String schema() {
    return """
    {
      "type": "object",
      "description": "Runs the link's public end as a process of this machine.",
      "additionalProperties": false,
      "required": ["listen"],
      "properties": {
        "listen": {
          "description": "IP:port on which the agent at home dials in.",
          "$ref": "#/$defs/endpoint"
        },
        "web": {
          "description": "wss://host[:port][/path] or ws://…: the agent dials this by WebSocket instead, such as a web front end that hands WebSockets on to the gateway. Default: a plain connection",
          "type": "string", "pattern": "^wss?://[^/\\\\s@#]+(/[^\\\\s#]*)?$"
        },
        "service-address": {
          "description": "IP address on which instances reach the services. Default: that of listen",
          "$ref": "#/$defs/address"
        },
        "service-port": {
          "description": "Port of the first service in the order of their names; each further one has the next, also one that is added later. Default: 15432",
          "type": "integer", "minimum": 1, "maximum": 65535
        },
        "namespace": {
          "description": "Network namespace (ip netns) that it runs in; needs root. Default: that of the controller",
          "type": "string", "minLength": 1
        },
        "bills": {
          "description": "Whether a gateway that exists is paid for by time. Default: true",
          "type": "boolean"
        }
      }
    }
    """;
  }
}
