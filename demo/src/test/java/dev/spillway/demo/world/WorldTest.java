package dev.spillway.demo.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real networks and processes of this machine. */
class WorldTest {
  @TempDir Path temp;

  @Test
  void twoDemosAtOnceAreRefusedAndTheLockIsFreedAtTheEnd() {
    Path file = temp.resolve("lock");
    Lock first = Lock.take(file);
    assertThatThrownBy(() -> Lock.take(file))
        .isInstanceOf(DemoException.class)
        .hasMessageContaining("another demo runs");
    first.close();
    Lock.take(file).close();
  }

  @Test
  void relaysLeadFromTcpOverASocketFileToTcp() throws IOException {
    Path socket = temp.resolve("api.sock");
    try (ServerSocket server = new ServerSocket(0)) {
      InetSocketAddress target = new InetSocketAddress("127.0.0.1", server.getLocalPort());
      try (Relay far = Relay.start(UnixDomainSocketAddress.of(socket), target).accepting();
          Relay near =
              Relay.start(new InetSocketAddress("127.0.0.1", 0), UnixDomainSocketAddress.of(socket))
                  .accepting();
          Socket client = new Socket("127.0.0.1", near.port());
          Socket accepted = server.accept()) {
        client
            .getOutputStream()
            .write("question".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        client.shutdownOutput();
        assertThat(
                new String(
                    accepted.getInputStream().readAllBytes(),
                    java.nio.charset.StandardCharsets.US_ASCII))
            .isEqualTo("question");
        accepted
            .getOutputStream()
            .write("answer".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        accepted.shutdownOutput();
        assertThat(
                new String(
                    client.getInputStream().readAllBytes(),
                    java.nio.charset.StandardCharsets.US_ASCII))
            .isEqualTo("answer");
        assertThat(far.port()).isEqualTo(0);
      }
    }
  }

  @Test
  void aWorldIsolatesTheDataAndLeavesNothing() {
    assumeTrue(Networks.possible(), "needs root, ip and nft");
    World world = World.make(true, false);
    try {
      Program sleeper =
          Program.start(
              "sleeper",
              world.command(Place.CLOUD, List.of("sleep", "100")),
              Map.of(),
              world.folder(),
              world.folder().resolve("log"));
      // Something that listens in the place of the database.
      Program server =
          Program.start(
              "server",
              world.command(Place.DATA, listen(world)),
              Map.of(),
              world.folder(),
              world.folder().resolve("server.log"));
      Waiting.until(
          "the listener", Duration.ofSeconds(10), () -> server.lastWords().contains("up"));
      World.Isolation proof = world.proveIsolation(java());
      assertThat(proof.refused()).isTrue();
      assertThat(proof.dropped()).isPositive();
      assertThat(proof.reachableWhenLifted()).isTrue();
      world.close();
      assertThat(world.leftovers()).isEmpty();
      assertThat(sleeper.alive()).isFalse();
    } finally {
      world.close();
    }
  }

  private static List<String> java() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-cp",
        System.getProperty("java.class.path"));
  }

  private static List<String> listen(World world) {
    List<String> all = new java.util.ArrayList<>(java());
    all.addAll(
        List.of(
            Listener.class.getName(),
            world.addresses().database().host(),
            "" + world.addresses().database().port()));
    return all;
  }

  /** Listens for ever. */
  static final class Listener {
    private Listener() {}

    public static void main(String[] args) throws IOException {
      try (ServerSocket server = new ServerSocket()) {
        server.bind(new InetSocketAddress(args[0], Integer.parseInt(args[1])));
        System.out.println("up");
        while (true) {
          server.accept().close();
        }
      }
    }
  }

  @Test
  void namespacesOfACrashedDemoAreRecognisedAndOthersAreLeftAlone() {
    assumeTrue(Networks.possible(), "needs root, ip and nft");
    assumeTrue(Networks.existing().isEmpty(), "needs a machine without a running demo");
    Commands.must(List.of("ip", "netns", "add", Place.NET.namespace()));
    try {
      assertThatThrownBy(Networks::clean)
          .isInstanceOf(DemoException.class)
          .hasMessageContaining("sp-net exists that no demo made");
      Commands.must(NetworkPlan.inside(Place.NET, "ip link set lo alias", NetworkPlan.MARK));
      assertThat(Networks.clean()).containsExactly("sp-net");
      assertThat(Networks.existing()).isEmpty();
    } finally {
      Commands.run(List.of("ip", "netns", "delete", Place.NET.namespace()), "");
    }
  }

  @Test
  void aFailedCommandSaysWhatItWas() {
    assertThatThrownBy(() -> Commands.must(List.of("ls", "/does/not/exist")))
        .isInstanceOf(DemoException.class)
        .hasMessageContaining("'ls /does/not/exist' failed with exit code 2");
    assertThat(Files.exists(temp)).isTrue();
  }
}
