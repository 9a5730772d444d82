package dev.spillway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReferencePageTest {
  static final Path PAGE = Path.of("../docs/guide/configuration.md");

  /** What adapters bring is compared where all of them are known; here it is left out. */
  @Test
  void thePageInTheDocumentationIsFresh() throws Exception {
    String page = Files.readString(PAGE);
    String fresh = ReferencePage.render(List.of());
    assertThat(ReferencePage.withoutAdapters(page)).isEqualTo(fresh);
  }

  @Test
  void adaptersAreDescribedToo() {
    assertThat(ReferencePage.render(TestTypes.ALL))
        .contains("### Platform `ssh`\n")
        .contains("| `hosts` | The machines. | a list of host names or addresses | required |")
        .contains("| `user` | Who logs in. | a text | `spillway` |");
    assertThat(ReferencePage.withoutAdapters(ReferencePage.render(TestTypes.ALL)))
        .isEqualTo(ReferencePage.render(List.of()));
  }
}
