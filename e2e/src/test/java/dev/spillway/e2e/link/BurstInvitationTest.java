package dev.spillway.e2e.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.demo.world.Waiting;
import dev.spillway.e2e.FreePort;
import dev.spillway.e2e.Programs;
import dev.spillway.e2e.RunningController;
import dev.spillway.e2e.SpillwayProgram;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * A burst from its first instance, which gets its keys by the invitation of that burst and then
 * reaches the data, to its end, after which nobody gets any.
 */
@Timeout(480)
class BurstInvitationTest {
  private static final String GATEWAY = "127.74.0.2";

  /** Of the services' ports the second. */
  private static final int ENROLMENT = 15_433;

  private static final Duration PATIENCE = Duration.ofSeconds(150);

  @TempDir Path folder;
  private final int serve = FreePort.take();
  private final int api = FreePort.take();

  @Test
  void anInstanceEnrolsItselfAndAfterTheBurstNobodyDoes() throws Exception {
    try (LinkTown town = new LinkTown(folder)) {
      configure(town);
      town.call("init");
      String home = "127.0.0.1:" + serve;
      town.start("serve.log", "keys", "serve", "--listen", home, "--name", GATEWAY);
      try (RunningController run = RunningController.start(town.program, api, "shop")) {
        until(run, "the first deployment", () -> deployed(run));
        until(run, "nothing public does", () -> nothingPublic(run));
        town.call("spill", "--to", "cloud", "--share", "40%", "--for", "10min", "--reason", "test");
        until(run, "the burst", () -> run.site("cloud").path("share").asDouble() == 0.4);
        String release =
            "sha256:" + run.site("cloud").path("instances").get(0).path("digest").asString();
        theAuditLogNamesTheInstanceByItsOwnKeys(release);
        String invitation = invitationOf(instance());
        assertThat(enrol(invitation, release, "second").exit()).isZero();

        town.call("resume", "--reason", "the test is over");
        until(run, "the return", () -> nothingPublic(run));
        until(run, "no token is left", () -> !tokens().contains("shop-cloud-burst-"));
        SpillwayProgram.Result late = enrolPastTheGateway(invitation, release);
        assertThat(late.exit()).isEqualTo(1);
        assertThat(late.err()).contains("403", "the token is unknown, used up, too old");
        assertThat(run.log()).doesNotContain(invitation);
      } finally {
        Programs.end(Programs.of(folder, "/state/sites/"));
      }
    }
  }

  /** Starting programs takes its time on a busy machine. */
  private void until(RunningController run, String what, BooleanSupplier condition)
      throws IOException {
    try {
      Waiting.until(what, PATIENCE, condition::getAsBoolean);
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError(what + ": " + run.status() + "\n" + run.log() + instanceLogs(), e);
    }
  }

  private String instanceLogs() throws IOException {
    StringBuilder all = new StringBuilder();
    try (var files = Files.walk(folder.resolve("state/sites"))) {
      for (Path log : files.filter(file -> file.toString().endsWith("log")).toList()) {
        all.append('\n').append(log).append(":\n").append(Files.readString(log));
      }
    }
    return all.toString();
  }

  private static boolean deployed(RunningController run) {
    return run.status().path("deployment").path("state").asString("").equals("DONE");
  }

  private static boolean nothingPublic(RunningController run) {
    JsonNode cloud = run.site("cloud");
    return cloud.path("instances").isEmpty()
        && cloud.path("leftovers").isEmpty()
        && cloud.path("gateway").asString("").equals("none");
  }

  private void theAuditLogNamesTheInstanceByItsOwnKeys(String release) throws IOException {
    assertThat(Files.readString(folder.resolve("state/audit/link.log")).lines())
        .anyMatch(line ->
            line.contains("\"event\":\"opened\"")
                && line.contains("\"service\":\"customers-db\"")
                && line.contains(" by CN=shop-cloud-burst-")
                && line.contains("\"release\":\"" + release + "\""));
  }

  private ProcessHandle instance() {
    List<ProcessHandle> all = Programs.of(folder, BurstInstance.class.getName());
    return all.stream()
        .filter(each -> variables(each).stream().anyMatch(v -> v.startsWith("SPILLWAY_INVITATION")))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> variables(ProcessHandle process) {
    try {
      byte[] all = Files.readAllBytes(Path.of("/proc/" + process.pid() + "/environ"));
      return Arrays.asList(new String(all, StandardCharsets.UTF_8).split("\0"));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String invitationOf(ProcessHandle instance) {
    String name = "SPILLWAY_INVITATION=";
    return variables(instance).stream()
        .filter(each -> each.startsWith(name))
        .map(each -> each.substring(name.length()))
        .findFirst()
        .orElseThrow();
  }

  private SpillwayProgram.Result enrol(String invitation, String release, String keys)
      throws Exception {
    return new SpillwayProgram(folder, Map.of("SPILLWAY_INVITATION", invitation))
        .call("keys", "--keys", keys, "enrol", "--release", release);
  }

  private String tokens() {
    try {
      return Files.readString(folder.resolve("keys/tokens.txt"));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The gateway has gone with the burst: somebody who has another way home tries. */
  private SpillwayProgram.Result enrolPastTheGateway(String invitation, String release)
      throws Exception {
    try (ServerSocket way = new ServerSocket(ENROLMENT, 5, InetAddress.getByName(GATEWAY))) {
      Thread.ofPlatform().daemon().start(() -> lead(way));
      return enrol(invitation, release, "late");
    }
  }

  private void lead(ServerSocket way) {
    try (Socket near = way.accept();
        Socket far = new Socket(InetAddress.getLoopbackAddress(), serve)) {
      Thread back = Thread.ofPlatform().daemon().start(() -> pump(far, near));
      pump(near, far);
      back.join();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void pump(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
      to.shutdownOutput();
    } catch (IOException e) {
      System.err.println("one end of the way has gone: " + e.getMessage());
    }
  }

  private void configure(LinkTown town) throws IOException {
    Files.createDirectories(folder.resolve("apps"));
    Files.writeString(folder.resolve("release"), "a release\n");
    Files.writeString(
        folder.resolve("controller.yaml"),
        """
        name: e2e
        zones: [{ name: shop.test, name-servers: [{ name: ns1.shop.test, addresses: [127.0.0.1] }] }]
        dns: { listen: ["127.0.0.1:%d"] }
        api: { listen: "127.0.0.1:%d" }
        link: { keys: ./keys }
        """
            .formatted(FreePort.take(), api));
    int port = FreePort.take();
    int dial = FreePort.take();
    String command =
        "[\"%s\", -XX:+UseSerialGC, -XX:TieredStopAtLevel=1, -cp, \"%s\", %s, \"${artifact}\"]"
            .formatted(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                System.getProperty("java.class.path"),
                BurstInstance.class.getName());
    Files.writeString(
        folder.resolve("apps/shop.yaml"),
        """
        app: shop
        host: shop.test
        release: { artifact: ../release }
        health: { path: /health, interval: 1s, timeout: 900ms }
        sites:
          home:
            role: private
            capacity: 50/s
            platform: { type: local, addresses: [127.74.1.1-127.74.1.4], port: %1$d, command: %2$s }
            signals: [{ type: http }, { type: prometheus-text }]
            settings:
              LISTEN_ADDRESS: "${instance:address}"
              LISTEN_PORT: "${instance:port}"
              DATABASE: "${service:customers-db}"
          cloud:
            role: public
            instance: { capacity: 30/s, max: 9, cost: 0.12 USD/h }
            idle: zero
            platform: { type: local, addresses: [127.74.0.11-127.74.0.14], port: %1$d, command: %2$s }
            gateway: { type: local, listen: "%3$s:%4$d" }
            signals: [{ type: http }, { type: prometheus-text }]
            settings:
              LISTEN_ADDRESS: "${instance:address}"
              LISTEN_PORT: "${instance:port}"
              DATABASE: "${service:customers-db}"
              GATEWAY: "%3$s:%4$d"
              SPILLWAY_INVITATION: "${invitation:enrolment}"
        services:
          customers-db: { at: "127.0.0.1:%5$d" }
          enrolment: { at: "127.0.0.1:%6$d" }
        steering: [{ type: dns, ttl: 5s }]
        budget: 20 USD/month
        policy: { warm-up: 20s, hold: 5s, instance-hold: 5s, drain-max: 5s }
        """
            .formatted(port, command, GATEWAY, dial, town.database, serve));
  }
}
