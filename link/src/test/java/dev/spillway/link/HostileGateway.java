package dev.spillway.link;

import dev.spillway.core.Endpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A gateway with good keys and bad intentions, and the agent that dials it. */
final class HostileGateway {
  private final ServerSocketChannel server = ServerSocketChannel.open();
  private final TestWorld world;

  HostileGateway(TestWorld world) throws IOException {
    this.world = world;
    server.bind(new InetSocketAddress("127.0.0.1", 0));
    world.own(server::close);
  }

  Endpoint at() throws IOException {
    return new Endpoint("127.0.0.1", ((InetSocketAddress) server.getLocalAddress()).getPort());
  }

  /** An agent that allows {@code db} and believes this gateway. */
  Agent agent(Endpoint service, @Nullable AuditLog log) throws IOException {
    return agent(service, log, Keys.load(TestWorld.keys(), PeerRole.AGENT));
  }

  Agent agent(Endpoint service, @Nullable AuditLog log, Identity identity) throws IOException {
    var target = new AgentConfig.Target("shop", "cloud", at(), Map.of("db", service));
    Agent agent =
        Agent.start(
            // Checks a minute apart: of those that come in a test only the first is one.
            new AgentConfig(identity, List.of(target), null, TestWorld.PATIENT, null, log));
    world.own(agent::close);
    return agent;
  }

  /** The agent's next session, taken in. */
  RawEnd next() throws IOException {
    return RawEnd.gateway(server, TestWorld.keys());
  }

  /** The agent's next session, which is not welcomed yet. */
  RawEnd nextUnwelcomed() throws IOException {
    return RawEnd.silentGateway(server, TestWorld.keys());
  }
}
