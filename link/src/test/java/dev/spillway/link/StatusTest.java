package dev.spillway.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.core.AdapterException;
import dev.spillway.core.Endpoint;
import dev.spillway.core.LinkStatus;
import dev.spillway.core.Service;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the agent says about its links is what an app instance would find. */
@Timeout(60)
class StatusTest {
  /** Takes a few seconds, which belong to no test. */
  @BeforeAll
  static void makeKeys() {
    assertThat(TestWorld.keys()).isDirectory();
  }

  /** A target as PostgreSQL begins: takes the request for TLS, answers that it has none. */
  private static final TestTarget.Behaviour POSTGRES =
      socket -> {
        byte[] request = socket.getInputStream().readNBytes(8);
        if (request.length == 8 && request[4] == 4 && request[7] == 47) {
          socket.getOutputStream().write('N');
        }
        socket.getInputStream().transferTo(socket.getOutputStream());
        socket.close();
      };

  private static Agent agentWithStatus(TestWorld world, Endpoint service, Endpoint status)
      throws IOException {
    Agent agent =
        Agent.start(
            new AgentConfig(
                Keys.load(TestWorld.keys(), PeerRole.AGENT),
                List.of(
                    new AgentConfig.Target(
                        "shop", "cloud", world.agentsPort, Map.of("db", service))),
                status,
                TestWorld.QUICK));
    world.own(agent::close);
    return agent;
  }

  private static LinkStatus ask(AgentStatusClient client) {
    try {
      return client.status("shop", "cloud");
    } catch (AdapterException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void theStatusFollowsTheLinkAndTheService() throws Exception {
    Endpoint status = TestWorld.freePort();
    try (TestWorld world = new TestWorld();
        AgentStatusClient client = new AgentStatusClient(status)) {
      assertThatThrownBy(() -> client.status("shop", "cloud"))
          .isInstanceOf(AdapterException.Transient.class)
          .hasMessageStartingWith("the agent at " + status + " does not answer");
      TestTarget target = new TestTarget(POSTGRES);
      agentWithStatus(world, target.at(), status);
      assertThat(ask(client).connected()).isFalse();
      assertThat(ask(client).services()).containsEntry("db", false);

      Gateway gateway = world.startGateway("postgres", TestWorld.keys());
      world.own(gateway::close);
      TestWorld.until("it answers", () -> ask(client).services().equals(Map.of("db", true)));
      assertThat(ask(client).connected()).isTrue();
      TestWorld.until("a round trip is known", () -> ask(client).roundTrip() != null);
      TestWorld.until("checks leave no stream", () -> ask(client).streams() == 0);

      target.close();
      TestWorld.until(
          "it does not answer", () -> ask(client).services().equals(Map.of("db", false)));
      assertThat(ask(client).connected()).isTrue();

      gateway.close();
      TestWorld.until("the session is lost", () -> !ask(client).connected());
      TestWorld.until("for a while", () -> ask(client).lostFor().toMillis() > 50);
    }
  }

  /** The way of what the policy bounds a share by: from the streams to the agent's status. */
  @Test
  void howMuchOfALimitIsUsedIsInTheStatusThatTheControllerReads() throws Exception {
    Endpoint status = TestWorld.freePort();
    try (TestTarget target = TestTarget.echo();
        TestWorld world = new TestWorld();
        AgentStatusClient client = new AgentStatusClient(status)) {
      world.timings = TestWorld.PATIENT;
      world.gateway();
      var limits = new Service.Limits(4, 1e6, 1e9);
      Agent agent =
          Agent.start(
              new AgentConfig(
                  Keys.load(TestWorld.keys(), PeerRole.AGENT),
                  List.of(world.target(target.at(), limits)),
                  status,
                  TestWorld.QUICK));
      world.own(agent::close);
      TestWorld.until("it answers", () -> ask(client).services().equals(Map.of("db", true)));
      Socket first = world.connect();
      assertThat(TestWorld.echoes(first)).isTrue();
      assertThat(TestWorld.echoes(world.connect())).isTrue();
      assertThat(TestWorld.echoes(world.connect())).isTrue();
      TestWorld.until("three of four", () -> ask(client).used().equals(Map.of("db", 0.75)));
      first.close();
      TestWorld.until("two of four", () -> ask(client).used().equals(Map.of("db", 0.5)));
    }
  }

  /** One that takes more than any time is too long for a limit of a millionth of a second. */
  @Test
  void aServiceThatIsTooFarAwayIsInTheStatusThatTheControllerReads() throws Exception {
    Endpoint status = TestWorld.freePort();
    try (TestTarget target = TestTarget.echo();
        TestWorld world = new TestWorld();
        AgentStatusClient client = new AgentStatusClient(status)) {
      world.timings = TestWorld.PATIENT;
      world.gateway();
      var limits = new Service.Limits(Integer.MAX_VALUE, 1e6, 1e9, 1e-6);
      Agent agent =
          Agent.start(
              new AgentConfig(
                  Keys.load(TestWorld.keys(), PeerRole.AGENT),
                  List.of(world.target(target.at(), limits)),
                  status,
                  TestWorld.QUICK));
      world.own(agent::close);
      TestWorld.until("it is too far", () -> ask(client).used().getOrDefault("db", 0.0) > 1);
      assertThat(TestWorld.echoes(world.connect())).as("no stream is refused for it").isTrue();
    }
  }

  @Test
  void aTargetThatIsNoDatabaseDoesNotPassForOne() throws Exception {
    try (TestTarget target = TestTarget.echo();
        TestWorld world = new TestWorld()) {
      Gateway gateway = world.gateway("postgres");
      Agent agent = world.agent(target.at());
      TestWorld.until("it was checked", () -> gateway.counts().streams() > 1);
      assertThat(agent.status().values().iterator().next().services()).containsEntry("db", false);
    }
  }

  @Test
  void anUnknownLinkIsInvalidAndAPortInUseIsNamed() throws Exception {
    Endpoint status = TestWorld.freePort();
    try (TestWorld world = new TestWorld();
        AgentStatusClient client = new AgentStatusClient(status)) {
      agentWithStatus(world, TestWorld.freePort(), status);
      assertThatThrownBy(() -> client.status("shop", "moon"))
          .isInstanceOf(AdapterException.Invalid.class)
          .hasMessageContaining("no link for app 'shop' and site 'moon'");
      assertThatThrownBy(() -> agentWithStatus(world, TestWorld.freePort(), status))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("cannot listen on the agent's status address " + status);
      assertThatThrownBy(
              () -> agentWithStatus(world, TestWorld.freePort(), new Endpoint("0.0.0.0", 1)))
          .hasMessageContaining("is not loopback");
      world.gateway();
      assertThatThrownBy(() -> world.startGateway("tcp", TestWorld.keys()))
          .hasMessageStartingWith("cannot listen on " + world.agentsPort + " for agents");
    }
  }
}
