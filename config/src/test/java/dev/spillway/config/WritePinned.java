package dev.spillway.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes what is pinned anew after a change that was meant; the difference is then read before it
 * is committed. Started by hand in the module's folder.
 */
final class WritePinned {
  private WritePinned() {}

  public static void main(String[] args) throws IOException {
    for (String name : BrokenFilesTest.names().toList()) {
      BrokenFilesTest.write(name);
    }
    Path keys = Path.of("src/test/resources/dev/spillway/config/keys.txt");
    Files.writeString(keys, KeysText.all());
    String old =
        Files.exists(ReferencePageTest.PAGE) ? Files.readString(ReferencePageTest.PAGE) : "";
    String adapters = old.substring(ReferencePage.withoutAdapters(old).length());
    Files.writeString(ReferencePageTest.PAGE, ReferencePage.render(List.of()) + adapters);
  }
}
