package dev.spillway.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A log that cannot be written holds little, and a hostile gateway finds no way around it. */
@Timeout(60)
class AuditBoundsTest {
  private static final long SMALL = 64 << 10;

  @TempDir Path folder;
  private Path file;

  /** Takes a few seconds, which belong to no test. */
  @BeforeAll
  static void makeKeys() {
    assertThat(TestWorld.keys()).isDirectory();
  }

  @BeforeEach
  void name() {
    file = folder.resolve("link.log");
  }

  private static AuditRecord record(String event, int number) {
    Instant at = Instant.parse("2026-01-02T03:04:05Z").plusMillis(number);
    return new AuditRecord(
        at, event, "1." + number, "shop", "cloud", "g", "c", "", "db", "t:1", 1, 2, "");
  }

  /** What keeps the next file from beginning, as a full disk does. */
  private Path inTheWay() throws IOException {
    return Files.createDirectories(AuditFiles.full(file, 1).resolve("way"));
  }

  private void free(Path inTheWay) throws IOException {
    Files.delete(inTheWay);
    Files.delete(AuditFiles.full(file, 1));
  }

  /** Fills the first file with the shortest lines; returns their number. */
  private static long fill(AuditLog log) {
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 1000; i++) {
                log.begins(record("opened", 0));
              }
            })
        .hasMessageContaining("cannot go on in a new file");
    return log.head().lines();
  }

  private static void endsThatFail(AuditLog log, String event, int count) {
    for (int i = 0; i < count; i++) {
      try {
        log.ended(record(event, i));
      } catch (IOException e) {
        assertThat(i).as("only the first is tried: " + e).isZero();
      }
    }
  }

  private List<String> lines(Path each) {
    try {
      return Files.readAllLines(each);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void whatWaitsIsBoundedAndTheRestIsCountedInALine() throws Exception {
    AuditLog log = AuditLog.open(file, SMALL, false);
    Path way = inTheWay();
    long before = fill(log);
    endsThatFail(log, "refused", 20_000);
    endsThatFail(log, "closed", 30_000);
    assertThat(log.catchUp()).contains("cannot go on in a new file");
    free(way);
    assertThat(log.catchUp()).isEmpty();
    assertThat(log.head().lines()).isEqualTo(before + AuditWaiting.MOST + 1);
    log.ended(record("closed", 1));
    log.close();
    List<Path> files = AuditChain.check(file).files();
    List<String> all = files.stream().flatMap(each -> lines(each).stream()).toList();
    assertThat(all.stream().filter(line -> line.contains("\"refused\""))).hasSize(5000);
    assertThat(all.stream().filter(line -> line.contains("\"closed\""))).hasSize(5001);
    assertThat(all.get(all.size() - 2))
        .contains("\"event\":\"lost\"", "40000 lines were lost", "2026-01-02T03:04:34.999Z");
  }

  @Test
  void whatWaitsIsWrittenWhileOtherStreamsBegin() throws Exception {
    AuditLog log = AuditLog.open(file, SMALL, false);
    Path way = inTheWay();
    long before = fill(log);
    endsThatFail(log, "closed", 2000);
    free(way);
    Thread catching = Thread.startVirtualThread(() -> assertThat(log.catchUp()).isEmpty());
    for (int i = 0; i < 500; i++) {
      log.begins(record("opened", 5000 + i));
    }
    catching.join();
    log.close();
    assertThat(AuditChain.check(file).head().lines()).isEqualTo(before + 2500);
  }

  @Test
  void withContinueStreamsGoOnAndALineSaysHowManyAreMissing() throws Exception {
    AuditLog log = AuditLog.open(file, SMALL, true);
    Path way = inTheWay();
    fill(log);
    try (TestTarget target = TestTarget.echo();
        TestWorld world = new TestWorld()) {
      Gateway gateway = world.gateway();
      Agent agent = world.agent(target.at(), log);
      TestWorld.until("a session stands", () -> TestWorld.isConnected(agent));
      try (Socket socket = world.connect()) {
        assertThat(TestWorld.echoes(socket)).isTrue();
      }
      assertThat(gateway.counts().refused(Reason.NOT_LOGGED)).isZero();
      free(way);
      TestWorld.until(
          "a line says so", () -> lines(file).stream().anyMatch(AuditBoundsTest::isLoss));
      try (Socket socket = world.connect()) {
        assertThat(TestWorld.echoes(socket)).isTrue();
      }
      TestWorld.until(
          "what follows is logged", () -> lines(file).getLast().contains("\"event\":\"closed\""));
    }
    assertThat(AuditChain.check(file).unfinished()).isZero();
  }

  private static boolean isLoss(String line) {
    return line.contains("\"event\":\"lost\"") && line.contains(" lines were lost");
  }

  @Test
  void whoeverCallsItselfACheckIsLoggedExceptForOneSmallStream() throws Exception {
    try (TestTarget target = TestTarget.echo();
        TestWorld world = new TestWorld()) {
      HostileGateway hostile = new HostileGateway(world);
      Agent agent = hostile.agent(target.at(), AuditLog.open(file, false));
      try (RawEnd gateway = hostile.next()) {
        for (int id = 1; id <= 50; id++) {
          gateway.say(Frames.open(id, 1000, "db", ServiceChecks.CLIENT));
        }
        TestWorld.until("the others are logged", () -> lines(file).size() == 49);
      }
      // A new session gives it nothing: within the period each is logged.
      try (RawEnd again = hostile.next()) {
        again.say(Frames.open(1, 1000, "db", ServiceChecks.CLIENT));
        TestWorld.until("this one, too", () -> openings() == 50);
      }
      agent.close();
    }
    String name = "\"gateway\":\"CN=gateway at 127.0.0.1:";
    assertThat(lines(file)).allMatch(line -> line.contains(name));
    assertThat(AuditChain.check(file).head().lines()).isEqualTo(50 + 50);
  }

  private long openings() {
    return lines(file).stream().filter(line -> line.contains("\"event\":\"opened\"")).count();
  }

  @Test
  void aCheckIsCutBeforeItCarriesMoreThanACheckDoes() throws Exception {
    try (TestTarget target = TestTarget.echo();
        TestWorld world = new TestWorld()) {
      HostileGateway hostile = new HostileGateway(world);
      hostile.agent(target.at(), AuditLog.open(file, false));
      try (RawEnd gateway = hostile.next()) {
        gateway.say(Frames.open(1, 1000, "db", ServiceChecks.CLIENT));
        gateway.data(1, new byte[60]); // and 60 back
        gateway.readUntil("\0".repeat(60));
        assertThat(lines(file)).isEmpty();
        gateway.data(1, new byte[9]);
        gateway.readUntil("it may carry 128 bytes and not more");
      }
      TestWorld.until("its end is logged", () -> lines(file).size() == 1);
      assertThat(lines(file).getFirst()).contains("\"in\":69,\"out\":60", "128 bytes and not more");
    }
  }

  @Test
  void namesThatAreLineEndsReachTheLogAndTheAgentStartsAgain() throws Exception {
    try (TestTarget target = TestTarget.echo();
        TestWorld world = new TestWorld()) {
      HostileGateway hostile = new HostileGateway(world);
      Agent agent = hostile.agent(target.at(), AuditLog.open(file, false));
      try (RawEnd gateway = hostile.next()) {
        gateway.say(Frames.open(1, 1000, "pay\u2028roll\u0085", "10.0.0.1\u2029:1\nx\u001b[2J"));
        TestWorld.until("it is refused", () -> agent.counts().refused(Reason.NOT_ALLOWED) == 1);
      }
      agent.close();
    }
    AuditLog.open(file, false).close();
    assertThat(AuditChain.check(file).head().lines()).isEqualTo(1);
    assertThat(Files.readString(file, StandardCharsets.US_ASCII))
        .contains("\"client\":\"10.0.0.1 :1\",\"release\":\"x [2J\",\"service\":\"pay roll \"");
  }
}
