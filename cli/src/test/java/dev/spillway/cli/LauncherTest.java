package dev.spillway.cli;

import static java.nio.file.attribute.PosixFilePermissions.fromString;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code spillway} in a checkout whose build only takes its time. */
@EnabledOnOs(OS.LINUX)
class LauncherTest {
  private static final String BUILD =
      """
      #!/bin/sh
      echo "a build" | tee -a builds
      sleep 1
      mkdir -p cli/target/dist/lib
      """;

  @TempDir Path checkout;

  @Test
  void ofSeveralThatAreStartedAtOnceOneBuilds() throws Exception {
    Files.createDirectories(checkout.resolve("cli/src/main"));
    Files.createFile(checkout.resolve("pom.xml"));
    script("spillway", Files.readString(Path.of("../spillway")));
    script("mvnw", BUILD);
    List<Process> all = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      all.add(
          new ProcessBuilder(checkout.resolve("spillway").toString(), "--version")
              .redirectErrorStream(true)
              .redirectOutput(checkout.resolve("out-" + i).toFile())
              .start());
    }
    for (int i = 0; i < 4; i++) {
      assertThat(all.get(i).waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(checkout.resolve("out-" + i))
          .content()
          .as("it came as far as the program, which this checkout has not")
          .contains("ClassNotFoundException: dev.spillway.cli.Main");
    }
    assertThat(checkout.resolve("builds")).hasContent("a build");
  }

  private void script(String name, String text) throws Exception {
    Path file = Files.writeString(checkout.resolve(name), text);
    Files.setPosixFilePermissions(file, fromString("rwxr-xr-x"));
  }
}
