package dev.spillway.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.core.AdapterException;
import dev.spillway.core.Share;
import dev.spillway.core.SteeredHost;
import dev.spillway.core.SteeredHost.SiteAnswer;
import dev.spillway.dns.answer.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SteeringTableTest {
  @TempDir Path folder = Path.of("");

  private Path file() {
    return folder.resolve("steering.table");
  }

  private Path old() {
    return folder.resolve("steering.table.old");
  }

  @Test
  void aNewFolderHasNoRows() throws AdapterException {
    SteeringTable table = SteeringTable.open(folder.resolve("a/b"));
    assertThat(table.current(World.HOST)).isEmpty();
    assertThat(table.version()).isZero();
  }

  @Test
  void whatWasAppliedIsThereAfterARestart() throws AdapterException {
    SteeringTable table = SteeringTable.open(folder);
    table.apply(World.shop(0.1));
    table.apply(World.shop(0.25));
    SteeringTable again = SteeringTable.open(folder);
    assertThat(again.current(World.HOST)).contains(World.shop(0.25));
    assertThat(again.version()).isEqualTo(2);
  }

  @Test
  void theFileIsForPeopleToo() throws AdapterException, IOException {
    SteeringTable.open(folder).apply(World.shop(0.25));
    assertThat(Files.readString(file()))
        .startsWith(
            """
            spillway-steering-table 1
            version 1
            host shop.example.com ttl 20
            site hq share 0.75 at 203.0.113.10 2001:db8:1::10
            site azure share 0.25 at 198.51.100.7 2001:db8:2::7
            sha256\
            """);
  }

  @Test
  void applyingWhatIsThereChangesNothing() throws AdapterException, IOException {
    SteeringTable table = SteeringTable.open(folder);
    table.apply(World.shop(0.25));
    Object before = Files.getLastModifiedTime(file());
    table.apply(World.shop(0.25));
    assertThat(table.version()).isEqualTo(1);
    assertThat(Files.getLastModifiedTime(file())).isEqualTo(before);
    assertThat(old()).doesNotExist();
  }

  @Test
  void aRemovedHostStaysRemoved() throws AdapterException {
    SteeringTable table = SteeringTable.open(folder);
    table.apply(World.shop(0.25));
    table.remove(World.HOST);
    assertThat(table.current(World.HOST)).isEmpty();
    assertThat(SteeringTable.open(folder).hosts()).isEmpty();
  }

  @Test
  void aDamagedFileIsRefusedAndTheOneBeforeIsUsed() throws AdapterException, IOException {
    SteeringTable table = SteeringTable.open(folder);
    table.apply(World.shop(0.1));
    table.apply(World.shop(0.25));
    Files.writeString(file(), Files.readString(file()).replace("0.25", "0.75"));
    SteeringTable again = SteeringTable.open(folder);
    assertThat(again.current(World.HOST)).contains(World.shop(0.1));
    assertThat(folder.resolve("steering.table.damaged")).exists();
    again.apply(World.shop(0.3));
    assertThat(SteeringTable.open(folder).current(World.HOST)).contains(World.shop(0.3));
  }

  @Test
  void aFileCutShortAtAnyByteIsNeverTakenForAWholeOne() throws AdapterException, IOException {
    SteeringTable table = SteeringTable.open(folder);
    table.apply(World.shop(0.1));
    byte[] whole = Files.readAllBytes(file());
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = java.util.Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> TableText.read(cut)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void betweenTheTwoRenamesTheOldOneIsServed() throws AdapterException, IOException {
    SteeringTable.open(folder).apply(World.shop(0.1));
    Files.move(file(), old());
    Files.writeString(folder.resolve("steering.table.1.tmp"), "half a fi");
    assertThat(SteeringTable.open(folder).current(World.HOST)).contains(World.shop(0.1));
    assertThat(folder.resolve("steering.table.1.tmp")).doesNotExist();
  }

  @Test
  void twoDamagedFilesNeedAPerson() throws IOException {
    Files.writeString(file(), "nonsense");
    Files.write(old(), new byte[] {(byte) 0xFF, 0, 1});
    assertThatThrownBy(() -> SteeringTable.open(folder))
        .isInstanceOf(AdapterException.Invalid.class)
        .hasMessageContaining("steering.table.old")
        .hasMessageContaining("restore one of them, or remove both");
  }

  @Test
  void aFolderThatIsAFileIsSaidToBe() throws IOException {
    Path plain = Files.writeString(folder.resolve("plain"), "");
    assertThatThrownBy(() -> SteeringTable.open(plain))
        .isInstanceOf(AdapterException.Invalid.class)
        .hasMessageContaining(plain.toString());
  }

  @Test
  void whenTheDiskRefusesTheRowIsServedAndSavedLater() throws AdapterException, IOException {
    Path gone = folder.resolve("state");
    SteeringTable table = SteeringTable.open(gone);
    Files.delete(gone);
    assertThatThrownBy(() -> table.apply(World.shop(0.4)))
        .isInstanceOf(AdapterException.Transient.class)
        .hasMessageContaining("served but not saved");
    assertThat(table.current(World.HOST)).contains(World.shop(0.4));
    Files.createDirectory(gone);
    table.apply(World.shop(0.4));
    assertThat(SteeringTable.open(gone).current(World.HOST)).contains(World.shop(0.4));
  }

  @Test
  void rowsThatCannotBeAnsweredAreRefusedWhole() throws AdapterException {
    SteeringTable table = SteeringTable.open(folder);
    List<SteeredHost> wrong =
        List.of(
            World.row(World.HOST, new SiteAnswer("hq", Share.ALL, List.of("not.an.address"))),
            World.row(World.HOST, new SiteAnswer("hq", Share.ALL, List.of("fe80::1%eth0"))),
            World.row(World.HOST, new SiteAnswer("a site", Share.ALL, List.of("192.0.2.1"))),
            World.row("UPPER.example.com", new SiteAnswer("hq", Share.ALL, List.of("192.0.2.1"))),
            World.row("a..b", new SiteAnswer("hq", Share.ALL, List.of("192.0.2.1"))),
            new SteeredHost(World.HOST, Duration.ofMillis(1500), World.shop(0.1).sites()));
    for (SteeredHost row : wrong) {
      assertThatThrownBy(() -> table.apply(row)).isInstanceOf(AdapterException.Invalid.class);
    }
    assertThat(table.version()).isZero();
  }

  @Test
  void manyAppsChangeAtOnceAndAllAreSaved() throws Exception {
    SteeringTable table = SteeringTable.open(folder);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      SiteAnswer all = new SiteAnswer("hq", Share.ALL, List.of("192.0.2." + i));
      SteeredHost row = World.row("app" + i + ".example.com", all);
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                try {
                  table.apply(row);
                } catch (AdapterException e) {
                  throw new IllegalStateException(e);
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(SteeringTable.open(folder).hosts()).hasSize(100).isEqualTo(table.hosts());
  }

  @Property(tries = 300)
  void anyRowIsReadAsItWasWritten(
      @ForAll @DoubleRange(min = 0, max = 1) double share,
      @ForAll @IntRange(min = 0) int ttl,
      @ForAll @IntRange(min = 1, max = 250) int last) {
    SteeredHost row =
        new SteeredHost(
            "x-" + last + ".example.com",
            Duration.ofSeconds(ttl),
            List.of(
                new SiteAnswer("hq", Share.of(1 - share), List.of("192.0.2." + last)),
                new SiteAnswer("b", Share.of(share), List.of("2001:db8::" + last)),
                new SiteAnswer("idle", Share.NONE, List.of())));
    Rows rows = Rows.NONE.with(row);
    assertThat(TableText.read(TableText.write(rows))).isEqualTo(rows);
  }

  @Test
  void howAHostIsDrawnIsWrittenDownAndReadAgain() {
    Rows rows = Rows.NONE.with(World.shop(0.4).drawn(SteeredHost.Draw.STICKY));
    byte[] text = TableText.write(rows);
    assertThat(new String(text, java.nio.charset.StandardCharsets.UTF_8))
        .contains("host shop.example.com ttl 20 sticky\n");
    assertThat(TableText.read(text).row(World.HOST)).isEqualTo(rows.row(World.HOST));
    assertThat(TableText.read(TableText.write(Rows.NONE.with(World.shop(0.4)))).row(World.HOST))
        .as("a table as it was written before")
        .contains(World.shop(0.4));
  }
}
