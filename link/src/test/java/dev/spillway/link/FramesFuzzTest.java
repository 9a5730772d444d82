package dev.spillway.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Frames that are right one by one in an order that makes little sense: the session goes on or ends
 * with a reason that was thought of, and the next one is well.
 */
@Timeout(120)
class FramesFuzzTest {
  private static final int SESSIONS = 30;

  /** Each session has one of its own, this one and those after it; what fails names its seed. */
  private static final long FIRST_SEED = Long.getLong("spillway.fuzz.seed", 0);

  private static final int FRAMES = 40;

  /** How sessions may end; a failure of our own has other words. */
  private static final String THOUGHT_OF =
      "(?s).*(a frame [A-Z_]+ from (an agent|a gateway)|a frame for stream \\d+ that was never opened"
          + "|a second welcome|stream -?\\d+ with credit -?\\d+ after \\d+|bytes after the end of stream"
          + "|credit of -?\\d+ bytes on top of|the other end said: |the other end closed the connection"
          + "|a renewed certificate |Connection reset|Broken pipe|a stream sent more than its window of|a greeting |this gateway speaks"
          + "|a new session of the same agent).*";

  /** Takes a few seconds, which belong to no test. */
  @BeforeAll
  static void makeKeys() {
    assertThat(TestWorld.keys()).isDirectory();
  }

  private static ByteBuffer frame(Random random) {
    FrameType type = FrameType.values()[random.nextInt(FrameType.values().length)];
    int id = 1 + random.nextInt(6);
    return switch (type) {
      case OPEN -> Frames.open(id, random.nextInt(40_000), "db", "10.0.0." + id + ":1");
      case OPENED, WINDOW -> Frames.number(type, id, random.nextInt(100_000) - 10);
      case RESET -> Frames.reset(id, Reason.of(random.nextInt(10)), "because");
      case FIN -> Frames.empty(type, id);
      case DATA -> data(id, 1 + random.nextInt(3000));
      case PING, PONG -> Frames.number(type, random.nextLong());
      case WELCOME -> Frames.empty(type, 0);
      case HELLO -> Frames.text(type, new Hello("shop", "cloud", List.of("db")).text());
      case REVOKED, REVOKED_PART ->
          Frames.text(type, "-----BEGIN X509 CRL-----\n" + random.nextLong());
      case STATUS -> Frames.text(type, "db=\n");
      // Each ends a session: rarely.
      case CERTIFICATE ->
          random.nextInt(8) > 0 ? data(id, 1) : Frames.text(type, "\0\u0003abc-----BEGIN CERT");
      case GOODBYE -> random.nextInt(8) > 0 ? data(id, 1) : Frames.text(type, "enough");
    };
  }

  private static ByteBuffer data(int id, int length) {
    ByteBuffer frame = ByteBuffer.allocate(Frames.HEADER + length);
    Frames.header(frame, 0, FrameType.DATA, id, length);
    return frame;
  }

  /** Says them all, until the other end has had enough; returns how that was. */
  private static String sayMany(RawEnd end, Random random) {
    try (end) {
      end.say(Frames.open(1, 1000, "db", "10.0.0.1:1"));
      for (int i = 0; i < FRAMES; i++) {
        end.say(frame(random));
      }
      end.say(Frames.number(FrameType.PING, 0x5370696c6c776179L));
      end.readUntil("Spillway");
      return "all were taken";
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  @Test
  void anAgentOutlivesAnyOrderOfAGatewaysFrames() throws Exception {
    try (TestTarget target = TestTarget.echo();
        TestWorld world = new TestWorld()) {
      HostileGateway hostile = new HostileGateway(world);
      Agent agent = hostile.agent(target.at(), null);
      Said said = world.own(Said.by(Redial.class));
      int before = 0;
      for (long seed = FIRST_SEED; seed < FIRST_SEED + SESSIONS; seed++) {
        // A session is there when the one before was over, and logged when its reason was new.
        RawEnd next = hostile.next();
        before = thoughtOf(ends(said), before, seed - 1);
        sayMany(next, new Random(seed));
      }
      try (RawEnd last = hostile.next()) {
        last.say(Frames.open(1, 1000, "db", "10.0.0.1:1"));
        last.data(1, "still here".getBytes(StandardCharsets.US_ASCII));
        last.readUntil("still here");
        TestWorld.until("only this stream is left", () -> openStreams(agent) == 1);
      }
      assertThat(thoughtOf(ends(said), before, FIRST_SEED + SESSIONS - 1))
          .isGreaterThan(SESSIONS / 2);
    }
  }

  /**
   * @param before how many of the ends were looked at already
   * @return how many there are
   */
  private static int thoughtOf(List<String> ends, int before, long seed) {
    assertThat(ends.subList(before, ends.size()))
        .as("seed %d; again by -Dspillway.fuzz.seed=%d", seed, seed)
        .allMatch(line -> line.matches(THOUGHT_OF));
    return ends.size();
  }

  private static int openStreams(Agent agent) {
    return agent.status().values().iterator().next().streams();
  }

  @Test
  void aGatewayOutlivesAnyOrderOfAnAgentsFrames() throws Exception {
    try (TestTarget target = TestTarget.echo();
        TestWorld world = TestWorld.linked(target.at())) {
      Said said = world.own(Said.by(Agents.class));
      Socket bystander = world.connect();
      for (int session = 0; session < SESSIONS; session++) {
        long seed = FIRST_SEED + 1000 + session;
        int before = session;
        RawEnd end = RawEnd.agent(world.agentsPort, TestWorld.keys());
        if (session % 3 > 0) {
          // Not the bystander's app, whose session would be replaced.
          end.greet("other", "site", "db");
        }
        sayMany(end, new Random(seed));
        assertThat(TestWorld.echoes(bystander)).as("seed %d", seed).isTrue();
        TestWorld.until("it is over, seed " + seed, () -> ends(said).size() > before);
        thoughtOf(ends(said), before, seed - 1000);
      }
    }
  }

  private static List<String> ends(Said said) {
    return said.lines().stream()
        .filter(line -> line.matches(".*((->|:) no session|refused), .*"))
        .toList();
  }
}
