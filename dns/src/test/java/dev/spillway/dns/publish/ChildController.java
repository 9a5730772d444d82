package dev.spillway.dns.publish;

import dev.spillway.core.Endpoint;
import dev.spillway.core.Share;
import dev.spillway.core.SteeredHost;
import dev.spillway.core.SteeredHost.SiteAnswer;
import dev.spillway.dns.ServerSecrets;
import dev.spillway.dns.answer.World;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A controller with a signed zone, as a process that stands still half way through a change of
 * addresses, so that it can be killed there.
 */
final class ChildController implements AutoCloseable {
  static final String NEW_ADDRESS = "203.0.113.77";

  static final SteeredHost MOVED =
      World.row(World.HOST, new SiteAnswer("hq", Share.of(1), List.of(NEW_ADDRESS)));

  private final Process process;
  private final BufferedReader said;

  /** The child: says its port, then that it stands between new signatures and the new row. */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    boolean onDisk = arguments[2].equals("disk");
    AtomicBoolean armed = new AtomicBoolean();
    Stage stage = new Stage(folder, true, List.of());
    if (onDisk) {
      stage.table.persist();
      stage.table.saveFirst(() -> () -> standStill(armed));
    } else {
      stage.table.follow((rows, row) -> standStill(armed));
    }
    FeedServer feed =
        FeedServer.start(
            new Endpoint("127.0.0.1", Integer.parseInt(arguments[3])),
            new TestIdentity(Path.of(arguments[1])).controller,
            stage.table,
            stage.keeper,
            ServerSecrets.make());
    System.out.println("serves " + feed.port());
    int asked = System.in.read();
    armed.set(asked == 'c');
    stage.steer(MOVED);
  }

  private static void standStill(AtomicBoolean armed) {
    if (armed.get()) {
      System.out.println("between");
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /**
   * @param where "disk": between the two files; "feed": between the two steps in memory
   */
  ChildController(Path folder, Path identity, String where, int port) throws IOException {
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                ChildController.class.getName(),
                folder.toString(),
                identity.toString(),
                where,
                String.valueOf(port))
            .redirectError(identity.resolve("child.txt").toFile())
            .start();
    said =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    await("serves");
  }

  private void await(String word) throws IOException {
    String line = Objects.requireNonNull(said.readLine(), "the child ended before '" + word + "'");
    if (!line.startsWith(word)) {
      throw new IOException("the child said '" + line + "', not '" + word + "'");
    }
  }

  /** Lets it begin the change, and kills it in the middle. */
  void killHalfWay() throws Exception {
    process.getOutputStream().write('c');
    process.getOutputStream().flush();
    await("between");
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    said.close();
  }
}
