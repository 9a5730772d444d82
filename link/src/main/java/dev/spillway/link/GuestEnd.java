package dev.spillway.link;

import dev.spillway.core.Endpoint;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's end of a session with a connector: lets it reach the gateway's services and nothing
 * else, and tells it which of them an agent offers now.
 */
final class GuestEnd implements SessionEnd {
  private final GatewayConfig config;
  private final Supplier<Map<String, ServicePort>> ports;
  private final Agents agents;
  private final Guests guests;
  private final X509Certificate certificate;
  private final Refusals refusals;
  private final Meters meters = new Meters();
  private Map<String, ServicePort> known = Map.of();
  private @Nullable Hello hello;
  private @Nullable Door door;
  private String told = "";

  /**
   * @param ports of the gateway's services now
   */
  GuestEnd(
      GatewayConfig config,
      Supplier<Map<String, ServicePort>> ports,
      Agents agents,
      Guests guests,
      Refusals refusals,
      X509Certificate certificate) {
    this.config = config;
    this.ports = ports;
    this.agents = agents;
    this.guests = guests;
    this.refusals = refusals;
    this.certificate = certificate;
  }

  @Override
  public void started(Session session) {}

  @Override
  public void control(Session session, FrameType type, int id, ByteBuffer payload)
      throws ProtocolException {
    switch (type) {
      case HELLO -> greet(session, Frames.text(payload));
      case OPEN -> open(session, id, payload);
      default -> throw new ProtocolException("a frame " + type + " from a connector");
    }
  }

  private void greet(Session session, String text) throws ProtocolException {
    if (door != null) {
      throw new ProtocolException("a second greeting");
    }
    Hello greeting = Hello.parse(text);
    String refusal = config.refusal(greeting, certificate);
    if (!refusal.isEmpty()) {
      session.end("refused: " + refusal);
      return;
    }
    hello = greeting;
    known = ports.get();
    Rules rules = rules(session, greeting);
    var ticker = dev.spillway.core.Ticker.system();
    Journal none = new Journal(null, rules.target, config.timings().check(), ticker);
    var connect = config.timings().connect();
    door = new Door(rules, connect, none, new Told(), guests, Lookups.OF_THE_MACHINE);
    session.establish();
    session.control(Frames.empty(FrameType.WELCOME, 0));
    guests.came(session);
    // It may have been revoked since its handshake, when it was not in the list yet.
    guests.endRevoked(config.identity());
    tell(session);
  }

  private Rules rules(Session session, Hello greeting) {
    Map<String, Endpoint> services = new LinkedHashMap<>();
    known.forEach((name, port) -> services.put(name, port.listen()));
    var target = new AgentConfig.Target(greeting.app(), greeting.site(), config.listen(), services);
    return new Rules(target, meters.of(target, session.nanos()));
  }

  private void open(Session session, int id, ByteBuffer payload) throws ProtocolException {
    Door open = door;
    if (open == null) {
      throw new ProtocolException("a stream before the greeting");
    }
    int credit = payload.getInt();
    String[] names = Frames.line(payload, '\n').split("\n", 2);
    String client = names.length < 2 ? "" : Frames.line(names[1]) + " by ";
    Stream stream = session.accept(id, names[0], credit);
    String name = Identity.name(certificate);
    open.open(session, stream, new Caller(client + name, Scope.of(certificate).release()));
  }

  /** Which services an agent reaches: the connector prefers gateways where that is so. */
  private void tell(Session session) {
    Map<String, String> failures = new LinkedHashMap<>();
    for (String name : known.keySet()) {
      failures.put(name, agents.failure(name));
    }
    String text = Checked.text(failures);
    if (!text.equals(told)) {
      told = text;
      session.control(Frames.text(FrameType.STATUS, text));
    }
  }

  @Override
  public void tick(Session session, long now) {
    Door open = door;
    Hello greeting = hello;
    if (open == null || greeting == null) {
      return;
    }
    open.expire(now);
    Map<String, ServicePort> fresh = ports.get();
    if (!fresh.equals(known)) {
      known = fresh;
      open.update(rules(session, greeting));
    }
    tell(session);
  }

  @Override
  public void ended(Session session, String why) {
    if (door != null) {
      door.close();
    }
    guests.left(session, why);
  }

  /** What the door tells; the rest of it concerns agents. */
  private final class Told implements AgentEnd.Listener {
    @Override
    public void established(Session session) {}

    @Override
    public void checked(Map<String, String> results) {}

    @Override
    public void refused(String service, Reason reason, String text) {
      refusals.stream(service, reason, text);
    }

    @Override
    public void ended(boolean stood, String why) {}
  }
}
