package dev.spillway.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.core.Endpoint;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Services and gateways come and go while the link runs, and nobody else notices. */
@Timeout(60)
class ChangingServicesTest {
  @BeforeAll
  static void makeKeys() {
    assertThat(TestWorld.keys()).isDirectory();
  }

  private static AgentConfig.Target target(TestWorld world, Map<String, Endpoint> services) {
    return new AgentConfig.Target("shop", "cloud", world.agentsPort, services);
  }

  private static boolean reaches(TestWorld world, Endpoint at) {
    try {
      return TestWorld.echoes(world.connect(at));
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void anOpenStreamSurvivesAnAdditionAndARemoval() throws Exception {
    Endpoint mailPort = TestWorld.freePort();
    try (TestTarget db = TestTarget.echo();
        TestTarget mail = TestTarget.echo();
        TestWorld world = new TestWorld()) {
      Gateway gateway = world.gateway();
      Agent agent = world.agent(target(world, Map.of("db", db.at())));
      TestWorld.until("a session stands", () -> TestWorld.isConnected(agent));
      Socket open = world.connect();
      assertThat(TestWorld.echoes(open)).isTrue();

      agent.update(List.of(target(world, Map.of("db", db.at(), "mail", mail.at()))));
      gateway.update(
          Map.of(
              "db", new ServicePort(world.servicePort, "tcp"),
              "mail", new ServicePort(mailPort, "tcp")));
      TestWorld.until("the new one answers", () -> reaches(world, mailPort));
      TestWorld.until("it was checked", () -> Boolean.TRUE.equals(answers(agent).get("mail")));
      Socket letter = world.connect(mailPort);
      assertThat(TestWorld.echoes(letter)).isTrue();
      assertThat(TestWorld.echoes(open)).isTrue();

      agent.update(List.of(target(world, Map.of("db", db.at()))));
      TestWorld.until("what was taken away is cut", () -> !TestWorld.echoes(letter));
      gateway.update(Map.of("db", new ServicePort(world.servicePort, "tcp")));
      TestWorld.until("its port is closed", () -> isClosed(mailPort));
      assertThat(TestWorld.echoes(open)).isTrue();
      assertThat(answers(agent)).containsOnlyKeys("db");
      assertThat(gateway.counts().sessions()).isEqualTo(1);
    }
  }

  private static boolean isClosed(Endpoint at) {
    try (Socket socket = new Socket(at.host(), at.port())) {
      return !socket.isConnected();
    } catch (IOException e) {
      return true;
    }
  }

  private static Map<String, Boolean> answers(Agent agent) {
    return agent.status().values().iterator().next().services();
  }

  @Test
  void aGatewayThatIsAddedOrTakenAwayDisturbsNoOther() throws Exception {
    try (TestTarget db = TestTarget.echo();
        TestWorld world = new TestWorld();
        TestWorld second = new TestWorld()) {
      Gateway first = world.gateway();
      Gateway other = second.gateway();
      Agent agent = world.agent(target(world, Map.of("db", db.at())));
      TestWorld.until("a session stands", () -> TestWorld.isConnected(agent));
      Socket open = world.connect();
      assertThat(TestWorld.echoes(open)).isTrue();
      agent.update(
          List.of(target(world, Map.of("db", db.at())), target(second, Map.of("db", db.at()))));
      TestWorld.until("both stand", () -> TestWorld.isConnected(agent));
      assertThat(TestWorld.echoes(second.connect())).isTrue();
      agent.update(List.of(target(world, Map.of("db", db.at()))));
      TestWorld.until("the second is left", () -> other.counts().sessionsLost() == 1);
      assertThat(TestWorld.echoes(open)).isTrue();
      assertThat(first.counts().sessions()).isEqualTo(1);
    }
  }

  @Test
  void aConnectorFindsAServiceThatTheGatewayGotLater() throws Exception {
    Endpoint mailPort = TestWorld.freePort();
    Endpoint local = TestWorld.freePort();
    try (TestTarget mail = TestTarget.echo();
        TestWorld world = new TestWorld()) {
      Gateway gateway = world.gateway();
      world.agent(target(world, Map.of("mail", mail.at())));
      ConnectorConfig like =
          ConnectorTest.config(TestWorld.keys(), local, List.of(world.agentsPort));
      Connector connector =
          Connector.start(
              new ConnectorConfig(
                  like.identity(),
                  "shop",
                  "cloud",
                  like.gateways(),
                  Map.of("mail", local),
                  like.timings(),
                  null,
                  like.webTrust()));
      world.own(connector::close);
      TestWorld.until("it stands", () -> connector.connected() == 1);
      assertThat(connector.offers("mail")).isFalse();
      gateway.update(Map.of("mail", new ServicePort(mailPort, "tcp")));
      TestWorld.until("it is offered", () -> connector.offers("mail"));
      assertThat(reaches(world, local)).isTrue();
    }
  }

  @Test
  void aPortThatIsTakenIsNamedAndAllOthersAreOpened() throws Exception {
    Endpoint mailPort = TestWorld.freePort();
    try (TestTarget occupied = TestTarget.echo();
        TestWorld world = new TestWorld()) {
      Gateway gateway = world.gateway();
      assertThatThrownBy(() ->
              gateway.update(
                  Map.of(
                      "db", new ServicePort(occupied.at(), "tcp"),
                      "mail", new ServicePort(mailPort, "tcp"))))
          .hasMessageContaining("cannot listen on " + occupied.at() + " for service 'db'");
      assertThat(world.connect(mailPort).isConnected()).isTrue();
    }
  }

  @Test
  void aSecondGreetingForAnotherSiteEndsTheSession() throws Exception {
    try (TestTarget db = TestTarget.echo();
        TestWorld world = TestWorld.linked(db.at());
        RawEnd hostile = RawEnd.agent(world.agentsPort, TestWorld.keys())) {
      hostile.greet("other", "site", "db");
      ByteBuffer again =
          Frames.text(FrameType.HELLO, new Hello("shop", "cloud", List.of("db")).text());
      hostile.say(again);
      assertThat(hostile.readToTheEnd()).contains("a second greeting for shop/cloud");
      assertThat(TestWorld.echoes(world.connect())).isTrue();
    }
  }
}
