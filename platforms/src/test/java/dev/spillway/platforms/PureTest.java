package dev.spillway.platforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.core.AdapterException;
import dev.spillway.core.AdapterSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PureTest {
  @TempDir Path folder;

  @Test
  void rangesAndSingleAddressesMakeOnePool() throws Exception {
    assertThat(AddressPool.parse(List.of("10.0.0.254-10.0.1.1", "10.0.0.254", "::1")).all())
        .containsExactly("10.0.0.254", "10.0.0.255", "10.0.1.0", "10.0.1.1", "0:0:0:0:0:0:0:1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "host.example", "10.0.0.9-10.0.0.1", "10.0.0.1-10.9.0.1", "10.0.0.1-", "-"})
  void whatIsNoAddressIsNamed(String text) {
    assertThatThrownBy(() -> AddressPool.parse(List.of(text)))
        .isInstanceOf(AdapterException.Invalid.class)
        .hasMessageStartingWith("addresses: '" + text + "' is neither an IP address nor a range");
  }

  @Test
  void aStatLineIsReadWhateverTheProgramIsCalled() {
    String line = "4711 (a ) R (b) Z 1 4711 4711 0 -1 4194304 1 0 0 0 0 0 0 0 20 0 1 0 998877 1 1";
    assertThat(Proc.Stat.parse(line)).isEqualTo(new Proc.Stat(4711, 'Z', 4711, 998877));
    assertThat(Proc.Stat.parse(line).alive()).isFalse();
  }

  @Test
  void anIntentIsReadAsItWasWritten() {
    Kept kept =
        Kept.intent("a-1", "/x/y.jar", "10.0.0.1", 80, Instant.EPOCH, "boot")
            .started(12, 34)
            .stopping(Duration.ofSeconds(3))
            .ended("why");
    assertThat(Kept.read(kept.write())).isEqualTo(kept);
  }

  @Test
  void aLogKeepsItsLastPartOnly() throws Exception {
    Logs logs = new Logs(folder);
    Path file = logs.open("a");
    Files.writeString(file, "x".repeat(5 * Logs.KEPT) + "\nlast\n");
    logs.bound("a");
    assertThat(Files.size(file)).isZero();
    assertThat(folder.resolve("a.log.1")).hasSize(Logs.KEPT);
    assertThat(Files.readString(folder.resolve("a.log.1"))).endsWith("x\nlast\n");
    Files.writeString(file, "1\n2\n\n3\n4\n5\n6\n");
    assertThat(logs.lastWords("a")).isEqualTo("2 | 3 | 4 | 5 | 6");
  }

  @Test
  void controlGroupsOfBothVersionsAreFound() throws Exception {
    Path v2 = Files.createDirectories(folder.resolve("v2"));
    Files.writeString(v2.resolve("cgroup.controllers"), "cpuset cpu memory\n");
    Files.writeString(v2.resolve("cgroup.subtree_control"), "memory\n");
    String line2 = "cgroup2 " + v2 + " cgroup2 rw 0 0";
    String line1 = "cgroup /cg/cpu cgroup rw,relatime,cpu,cpuacct 0 0";
    assertThat(CpuQuota.hierarchies(List.of(line2)))
        .containsExactly(new CpuQuota.Hierarchy(v2, true));
    assertThat(v2.resolve("cgroup.subtree_control")).hasContent("+cpu");
    assertThat(CpuQuota.hierarchies(List.of(line2, line1)))
        .containsExactly(new CpuQuota.Hierarchy(Path.of("/cg/cpu"), false));
    Files.writeString(v2.resolve("cgroup.controllers"), "hugetlb\n");
    assertThat(CpuQuota.hierarchies(List.of(line2))).isEmpty();
    new CpuQuota.Hierarchy(v2, true).limit(v2, 50_000);
    assertThat(v2.resolve("cpu.max")).hasContent("50000 100000");
  }

  @Test
  void aSecretInTheCommandIsRefused() {
    AdapterSpec spec =
        new AdapterSpec("local", Map.of("port", 1, "command", List.of("app", "-p=${env:PASS}")));
    assertThatThrownBy(() -> LocalSettings.read(spec))
        .isInstanceOf(AdapterException.Invalid.class)
        .hasMessageStartingWith("command: '-p=${env:PASS}' would show a secret");
  }

  @Test
  void absentSettingsHaveTheirDefaults() throws Exception {
    LocalSettings settings = LocalSettings.read(new AdapterSpec("local", Map.of("port", 8080)));
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    assertThat(settings.command()).containsExactly(java, "-jar", "${artifact}");
    assertThat(settings.addresses().all()).containsExactly("127.0.0.1");
    assertThat(settings.startTimeout()).isEqualTo(Duration.ofSeconds(60));
    assertThat(settings.cpus()).isZero();
  }
}
