package dev.spillway.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.core.Endpoint;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The log says what happened, and nobody can make it say something else unnoticed. */
@Timeout(60)
class AuditTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("link.log");
  }

  private static AuditRecord record(String stream, String why) {
    return new AuditRecord(
        Instant.parse("2026-01-02T03:04:05Z"),
        "closed",
        stream,
        "shop",
        "cloud",
        "gateway",
        "10.0.0.7:4711",
        "",
        "db",
        "10.1.0.20:1433",
        12,
        34,
        why);
  }

  private void threeLines() throws IOException {
    try (AuditLog log = AuditLog.open(file, false)) {
      log.begins(record("1.1", ""));
      log.ended(record("1.2", "said \"no\"\n\\"));
    }
    try (AuditLog log = AuditLog.open(file, false)) {
      log.begins(record("1.3", "ümläut"));
    }
  }

  @Test
  void theChainGoesOnAfterARestart() throws Exception {
    threeLines();
    AuditChain.Result result = AuditChain.check(file);
    assertThat(result.head().lines()).isEqualTo(3);
    assertThat(Files.readString(file)).contains("\"why\":\"said \\\"no\\\"\\u000a\\\\\"");
  }

  @Test
  void aChangedLineALostLineAndAnAddedLineAreNamed() throws Exception {
    threeLines();
    List<String> lines = Files.readAllLines(file);
    Files.write(file, List.of(lines.get(0), lines.get(1).replace("34", "35"), lines.get(2)));
    assertThatThrownBy(() -> AuditChain.check(file)).hasMessageContaining("link.log:3");
    Files.write(file, List.of(lines.get(0), lines.get(2)));
    assertThatThrownBy(() -> AuditChain.check(file)).hasMessageContaining("link.log:2");
    Files.write(file, List.of(lines.get(0), lines.get(0), lines.get(1)));
    assertThatThrownBy(() -> AuditChain.check(file)).hasMessageContaining("link.log:2");
    assertThatThrownBy(() -> AuditLog.open(file, false)).hasMessageContaining("chain is broken");
  }

  @Test
  void aHashThatWasKeptElsewhereShowsThatLinesWereCutOff() throws Exception {
    threeLines();
    String known = AuditChain.check(file).head().hash();
    assertThat(AuditChain.check(file, known).containsKnown()).isTrue();
    Files.write(file, Files.readAllLines(file).subList(0, 2));
    assertThat(AuditChain.check(file, known).containsKnown()).isFalse();
  }

  @Test
  void whatACrashLeftOfALineIsCutOff() throws Exception {
    threeLines();
    Files.writeString(file, "{\"n\":4,\"at\":", StandardOpenOption.APPEND);
    assertThat(AuditChain.check(file).unfinished()).isPositive();
    try (AuditLog log = AuditLog.open(file, false)) {
      log.begins(record("2.1", ""));
    }
    assertThat(AuditChain.check(file).head().lines()).isEqualTo(4);
  }

  private static final long SMALL = 64 << 10;

  /** Some files of 64 KiB each; returns the number of lines. */
  private long manyLines(int count) throws IOException {
    try (AuditLog log = AuditLog.open(file, SMALL, false)) {
      for (int i = 0; i < count; i++) {
        log.begins(record("1." + i, ""));
      }
      return log.head().lines();
    }
  }

  @Test
  void theChainGoesOnOverFilesAndARestart() throws Exception {
    assertThat(manyLines(500)).isEqualTo(500);
    assertThat(manyLines(1)).isEqualTo(501);
    AuditChain.Result result = AuditChain.check(file);
    assertThat(result.head().lines()).isEqualTo(501);
    assertThat(result.files()).hasSizeGreaterThan(2).contains(AuditFiles.full(file, 1));
    for (Path each : result.files()) {
      assertThat(Files.size(each)).isBetween(1L, SMALL);
      assertThat(Files.getPosixFilePermissions(each)).hasSize(2);
    }
    String inAnOldOne = AuditChain.checkOne(AuditFiles.full(file, 1), null).head().hash();
    assertThat(AuditChain.check(file, inAnOldOne).containsKnown()).isTrue();
  }

  @Test
  void aChangeInAFullFileAndAFileThatIsGoneAreNamed() throws Exception {
    manyLines(500);
    List<Path> files = AuditChain.check(file).files();
    Path second = files.get(1);
    List<String> lines = Files.readAllLines(second);
    Files.write(second, lines.subList(0, lines.size() - 1));
    assertThatThrownBy(() -> AuditChain.check(file))
        .hasMessageStartingWith(files.get(2) + ":1: the chain is broken");
    Files.delete(second);
    assertThatThrownBy(() -> AuditChain.check(file))
        .hasMessageStartingWith(files.get(2) + ":1: the chain is broken");
    Files.delete(files.get(0));
    AuditChain.Result rest = AuditChain.check(file);
    assertThat(rest.start().lines()).isGreaterThan(200);
    assertThat(rest.head().lines()).isEqualTo(500);
  }

  @Test
  void whenFullFilesWereMovedAwayTheLogGoesOnAfterThem() throws Exception {
    manyLines(500);
    for (Path each : AuditFiles.full(file)) {
      Files.delete(each);
    }
    assertThat(manyLines(300)).isEqualTo(800);
    assertThat(AuditChain.check(file).head().lines()).isEqualTo(800);
  }

  @Test
  void aNextFileThatCannotBeginRefusesAndIsTriedAgain() throws Exception {
    try (AuditLog log = AuditLog.open(file, SMALL, false)) {
      Path inTheWay = Files.createDirectories(AuditFiles.full(file, 1).resolve("in/the/way"));
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 500; i++) {
                  log.begins(record("1." + i, ""));
                }
              })
          .hasMessageContaining("cannot go on in a new file");
      long before = log.head().lines();
      for (Path each = inTheWay; !each.equals(folder); each = each.getParent()) {
        Files.delete(each);
      }
      log.begins(record("2.1", ""));
      assertThat(log.head().lines()).isEqualTo(before + 1);
    }
    assertThat(AuditChain.check(file).files()).hasSize(2);
  }

  private static Agent audited(TestWorld world, Endpoint target, AuditLog log) throws IOException {
    Agent agent = world.agent(target, log);
    TestWorld.until("a session stands", () -> TestWorld.isConnected(agent));
    return agent;
  }

  @Test
  void eachStreamIsLoggedWithWhoWhatAndHowMuch() throws Exception {
    try (TestTarget target = TestTarget.echo();
        TestWorld world = new TestWorld()) {
      world.gateway();
      Agent agent = audited(world, target.at(), AuditLog.open(file, false));
      Socket socket = world.connect();
      socket.getOutputStream().write(new byte[1000]);
      assertThat(socket.getInputStream().readNBytes(1000)).hasSize(1000);
      int port = socket.getLocalPort();
      socket.close();
      TestWorld.until("its end is there", () -> lines().stream().anyMatch(AuditTest::isEnd));
      agent.close();
      assertThat(AuditChain.check(file).head().lines()).isEqualTo(2);
      assertThat(lines().get(0)).contains("\"event\":\"opened\"", "127.0.0.1:" + port);
      assertThat(lines().get(1))
          .contains("\"in\":1000,\"out\":1000", "\"target\":\"" + target.at() + "\"");
    }
  }

  private static boolean isEnd(String line) {
    return line.contains("\"event\":\"closed\"");
  }

  private List<String> lines() {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void onAFullDiskStreamsAreRefusedAndNotUnlogged() throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    Assumptions.assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk.toString()) == 0,
        "needs the right to mount a small disk");
    try (TestTarget target = TestTarget.echo();
        TestWorld world = new TestWorld()) {
      Gateway gateway = world.gateway();
      Path log = disk.resolve("link.log");
      Agent agent = audited(world, target.at(), AuditLog.open(log, false));
      Socket before = world.connect();
      before.getOutputStream().write(1);
      assertThat(before.getInputStream().read()).isEqualTo(1);
      Path filler = disk.resolve("filler");
      assertThatThrownBy(() -> Files.write(filler, new byte[100_000]))
          .isInstanceOf(IOException.class);
      // The last page of the log still has room for some lines.
      TestWorld.until("streams are refused", () -> isRefused(world, gateway));
      before.getOutputStream().write(2);
      assertThat(before.getInputStream().read()).isEqualTo(2);
      before.close();
      Files.delete(filler);
      TestWorld.until("streams are let in again", () -> answers(world));
      agent.close();
      assertThat(Files.readAllLines(log).stream().filter(AuditTest::isEnd).count())
          .isGreaterThanOrEqualTo(2);
      assertThat(AuditChain.check(log).unfinished()).isZero();
    } finally {
      run("umount", disk.toString());
    }
  }

  private static boolean isRefused(TestWorld world, Gateway gateway) {
    return !answers(world) && gateway.counts().refused(Reason.NOT_LOGGED) > 0;
  }

  private static boolean answers(TestWorld world) {
    try (Socket socket = world.connect()) {
      socket.getOutputStream().write(1);
      return socket.getInputStream().read() == 1;
    } catch (SocketException e) {
      return false;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).inheritIO().start();
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }
}
