package dev.spillway.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Endpoint;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Programs that somebody else wrote. */
final class Programs {
  private Programs() {}

  /** Where it is; the test is skipped when it is not there, except in CI. */
  static Path path(String name) {
    for (String dir : new String[] {"/usr/bin", "/usr/sbin", "/bin", "/usr/local/bin"}) {
      if (Files.isExecutable(Path.of(dir, name))) {
        return Path.of(dir, name);
      }
    }
    assertThat(System.getenv("CI")).as("in CI " + name + " is there").isNull();
    Assumptions.abort(name + " is not installed; ./verify installs it");
    return Path.of(name);
  }

  static Process start(Path folder, String name, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(path(name).toString()));
    command.addAll(arguments);
    return new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve(name + ".log").toFile())
        .start();
  }

  static void stop(Process process) throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  static void run(Path folder, List<String> command) throws Exception {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("run.log").toFile())
            .start();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(folder.resolve("run.log"))).isZero();
  }

  static boolean listens(Endpoint at) {
    try (Socket socket = new Socket(at.host(), at.port())) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }
}
