package dev.spillway.control.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokensTest {
  @TempDir Path folder;

  @Test
  void onlyTheOwnerMayReadTokensAlsoAfterACopy() throws Exception {
    Tokens first = Tokens.load(folder);
    Path token = folder.resolve("token");
    assertThat(mode(token)).isEqualTo("rw-------");
    Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(Tokens.load(folder).operator()).isEqualTo(first.operator());
    assertThat(mode(token)).isEqualTo("rw-------");
  }

  @Test
  void aCrashAmidMakingATokenDoesNotKeepTheNextStartFromIt() throws Exception {
    Files.writeString(folder.resolve("token.new"), "");
    assertThat(Tokens.load(folder).operator()).hasSizeGreaterThan(16);
    assertThat(folder.resolve("token.new")).doesNotExist();
  }

  private static String mode(Path file) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
