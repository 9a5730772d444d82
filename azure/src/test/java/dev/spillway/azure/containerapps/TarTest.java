package dev.spillway.azure.containerapps;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.core.Digest;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against what the machine's own tar writes. */
class TarTest {
  @TempDir Path folder;
  private byte[] tar;

  @BeforeEach
  void pack() throws Exception {
    Files.createDirectories(folder.resolve("in/app"));
    Files.writeString(folder.resolve("in/app/other"), "x".repeat(1000));
    Files.writeString(folder.resolve("in/app/app.jar"), "the jar");
    Path out = folder.resolve("out.tar");
    Process process =
        new ProcessBuilder(
                "tar",
                "--format=ustar",
                "-C",
                folder.resolve("in").toString(),
                "-cf",
                out.toString(),
                "app/other",
                "app/app.jar")
            .start();
    assertThat(process.waitFor()).isZero();
    tar = Files.readAllBytes(out);
  }

  @Test
  void theFileIsFoundBehindOthersAndHashed() throws Exception {
    assertThat(Tar.digest(new ByteArrayInputStream(tar), "app/app.jar"))
        .contains(Digest.of(new ByteArrayInputStream("the jar".getBytes(UTF_8))));
  }

  @Test
  void aFileThatIsNotThereIsNotFound() throws Exception {
    assertThat(Tar.digest(new ByteArrayInputStream(tar), "app/none")).isEmpty();
    assertThat(Tar.digest(new ByteArrayInputStream(new byte[0]), "app/app.jar")).isEmpty();
  }

  @Test
  void aTarThatEndsWithinTheFileIsAnError() {
    byte[] half = Arrays.copyOf(tar, 512 + 300);
    assertThatThrownBy(() -> Tar.digest(new ByteArrayInputStream(half), "app/other"))
        .isInstanceOf(EOFException.class);
  }
}
