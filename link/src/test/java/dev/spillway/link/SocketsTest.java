package dev.spillway.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Endpoint;
import java.io.IOException;
import java.lang.reflect.Field;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * No socket of agent, gateway and connector gathers small writes: one that did would wait for the
 * other side's delayed acknowledgement, 40 ms each time.
 */
@Timeout(60)
class SocketsTest {
  @BeforeAll
  static void makeKeys() {
    assertThat(TestWorld.keys()).isDirectory();
  }

  @Test
  void eachSocketSendsAtOnce() throws Exception {
    Endpoint local = TestWorld.freePort();
    try (TestTarget target = TestTarget.echo();
        TestWorld world = new TestWorld()) {
      world.timings = TestWorld.PATIENT;
      Gateway gateway = world.gateway();
      Agent agent = world.agent(target.at());
      TestWorld.until("a session stands", () -> TestWorld.isConnected(agent));
      Connector connector =
          Connector.start(ConnectorTest.config(TestWorld.keys(), local, List.of(world.agentsPort)));
      world.own(connector::close);
      TestWorld.until("the gateway offers it", () -> connector.offers("db"));
      TestWorld.until("the first check is over", () -> gateway.streams() == 0);
      try (Socket instance = new Socket(local.host(), local.port())) {
        assertThat(TestWorld.echoes(instance)).isTrue();
        Object dialler = inside(first(inside(agent, "dialers")), "redial");
        Map<String, Object> sessions =
            Map.of(
                "agent", inside(dialler, "session"),
                "gateway to agent", ((Agents) inside(gateway, "agents")).all().getFirst().session(),
                "gateway to connector", first(inside(inside(gateway, "guests"), "sessions")),
                "connector",
                    inside(inside(first(inside(connector, "uplinks")), "redial"), "session"));
        sessions.forEach((who, session) -> assertThat(delaying(session)).as(who).isEmpty());
      }
    }
  }

  /** Which sockets of a session and its only stream wait; fails when one is not there. */
  private static List<String> delaying(Object session) {
    try {
      Map<?, ?> streams = (Map<?, ?>) inside(session, "streams");
      assertThat(streams).hasSize(1);
      Object near = inside(first(streams.values()), "near");
      List<String> waiting = new ArrayList<>();
      for (var each :
          Map.of("session", inside(inside(session, "tls"), "socket"), "near", socketOf(near))
              .entrySet()) {
        SocketChannel socket = (SocketChannel) each.getValue();
        if (!socket.getOption(StandardSocketOptions.TCP_NODELAY)) {
          waiting.add(each.getKey() + " " + socket);
        }
      }
      return waiting;
    } catch (ReflectiveOperationException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Object first(Object all) {
    return ((Collection<?>) all).iterator().next();
  }

  private static Object socketOf(Object near) throws ReflectiveOperationException {
    Field field = SocketNear.class.getDeclaredField("socket");
    field.setAccessible(true);
    return field.get(near);
  }

  private static Object inside(Object of, String name) throws ReflectiveOperationException {
    Field field = of.getClass().getDeclaredField(name);
    field.setAccessible(true);
    return field.get(of);
  }
}
