package dev.spillway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.core.AdapterException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
  @TempDir Path folder;

  @Test
  void referencesBecomeValuesAndOthersStay() throws Exception {
    Path file = folder.resolve("pw");
    Files.writeString(file, "two\nlines $1\n\r\n");
    String text = "u=${env:USER_1} p=${file:" + file + "} s=${service:db}";
    assertThat(Secrets.resolve(text, Map.of("USER_1", "me")))
        .isEqualTo("u=me p=two\nlines $1 s=${service:db}");
  }

  @Test
  void aSecretThatLooksLikeAReferenceIsTakenAsItIs() throws Exception {
    assertThat(Secrets.resolve("${env:A}", Map.of("A", "${file:/etc/passwd}")))
        .isEqualTo("${file:/etc/passwd}");
  }

  @Test
  void whatASecretHoldsIsHiddenBehindItsReference() throws Exception {
    Path file = Files.writeString(folder.resolve("pw"), "correct horse\n");
    List<String> settings =
        List.of("db:${env:USER}:${file:" + file + "}", "${env:GONE}", "${env:SHORT}", "plain");
    assertThat(
            Secrets.hide(
                "plain login shop:correct horse failed in 1 s",
                settings,
                Map.of("USER", "shop", "SHORT", "1")))
        .isEqualTo("plain login ${env:USER}:${file:" + file + "} failed in 1 s");
  }

  @Test
  void errorsNameTheReference() throws Exception {
    assertThatThrownBy(() -> Secrets.resolve("x ${env:NOPE}", Map.of("OTHER", "hunter2")))
        .isInstanceOf(AdapterException.Invalid.class)
        .hasMessage(
            "${env:NOPE}: no such variable in the controller's environment; set it and restart");
    assertThatThrownBy(() -> Secrets.resolve("${file:/nope/pw}", Map.of()))
        .hasMessage("${file:/nope/pw}: no such file; make it or correct the path");
    assertThatThrownBy(() -> Secrets.resolve("${file:pw}", Map.of()))
        .hasMessage("${file:pw}: write the whole path, from / on");
    assertThatThrownBy(() -> Secrets.resolve("${file:" + folder + "}", Map.of()))
        .hasMessage("${file:" + folder + "}: not a plain file of 64 KiB at most");
    Files.write(folder.resolve("latin"), new byte[] {(byte) 0xe9});
    assertThatThrownBy(() -> Secrets.resolve("${file:" + folder + "/latin}", Map.of()))
        .hasMessage("${file:" + folder + "/latin}: no UTF-8 text");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DB_PASSWORD",
        "dbPassword",
        "client-secret",
        "API_TOKEN",
        "apiKey",
        "account.key",
        "spring.datasource.password",
        "PGPASSWORD"
      })
  void keysOfSecrets(String key) {
    assertThat(SecretKeys.looksSecret(key)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"PASSWORD_FILE", "token-url", "keys", "key", "monkey", "secretary", "PUBLIC_KEY"})
  void keysOfOtherThings(String key) {
    assertThat(SecretKeys.looksSecret(key)).isFalse();
  }
}
