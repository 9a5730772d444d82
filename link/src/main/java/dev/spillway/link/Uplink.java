package dev.spillway.link;

import dev.spillway.core.Ticker;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A connector's way to one gateway, and which services that gateway has an agent for that reaches
 * them.
 */
final class Uplink implements AutoCloseable {
  private final ConnectorConfig config;
  private final GatewayAddress gateway;
  private final Redial redial;
  private volatile Map<String, String> failures = Map.of();

  Uplink(ConnectorConfig config, GatewayAddress gateway, Counters counters, Ticker ticker) {
    this.config = config;
    this.gateway = gateway;
    String peer = "gateway at " + gateway;
    redial =
        new Redial(
            "connector: gateway " + gateway,
            peer,
            gateway,
            config.hello(),
            config.outward(),
            ticker,
            counters,
            End::new);
  }

  GatewayAddress gateway() {
    return gateway;
  }

  void start() {
    redial.start();
  }

  /** Null while there is none. */
  @Nullable Session session() {
    return redial.session();
  }

  /** Whether the gateway has said that an agent reaches the service. */
  boolean offers(String service) {
    return "".equals(failures.get(service));
  }

  void endRevoked() {
    redial.endRevoked();
  }

  @Override
  public void close() {
    redial.close();
  }

  /** The connector's end; for the session's thread. */
  private final class End implements SessionEnd {
    private boolean stood;

    @Override
    public void started(Session fresh) {
      fresh.control(Frames.text(FrameType.HELLO, config.hello().text()));
    }

    @Override
    public void control(Session fresh, FrameType type, int id, ByteBuffer payload)
        throws ProtocolException {
      if (type == FrameType.STATUS && stood) {
        failures = Map.copyOf(Checked.parse(Frames.text(payload)));
      } else if (type == FrameType.WELCOME && !stood) {
        stood = true;
        fresh.establish();
        redial.established(fresh);
      } else {
        throw new ProtocolException("a frame " + type + " from a gateway");
      }
    }

    @Override
    public void ended(Session fresh, String why) {
      failures = Map.of();
      redial.ended(why);
    }
  }
}
