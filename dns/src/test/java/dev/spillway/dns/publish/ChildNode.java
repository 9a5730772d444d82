package dev.spillway.dns.publish;

import dev.spillway.core.Endpoint;
import dev.spillway.dns.Foreign;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A node as a process, which can be stopped and continued. */
final class ChildNode implements AutoCloseable {
  private final Process process;

  public static void main(String[] arguments) throws Exception {
    FeedClient node =
        FeedClient.start(
            List.of(new Endpoint("127.0.0.1", Integer.parseInt(arguments[2]))),
            new TestIdentity(Path.of(arguments[1])).node,
            Path.of(arguments[0]));
    if (System.in.read() < 0) { // the test has ended
      node.close();
    }
  }

  ChildNode(Path folder, Path identity, int port) throws IOException {
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                ChildNode.class.getName(),
                folder.toString(),
                identity.toString(),
                String.valueOf(port))
            .redirectErrorStream(true)
            .redirectOutput(identity.resolve("node-said.txt").toFile())
            .start();
  }

  /**
   * @param name such as STOP
   */
  void signal(String name) throws Exception {
    Foreign.run(List.of("sh", "-c", "kill -" + name + " " + process.pid())); // built in
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    process.getOutputStream().close();
  }
}
