package dev.spillway.e2e.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuideTest {
  private static final Path PAGE = Path.of("../docs/guide/your-own-app.md");

  @ParameterizedTest
  @ValueSource(strings = {"controller.yaml", "apps/skipper.yaml"})
  void theGuideShowsTheVeryFilesThatAreTested(String file) throws IOException {
    String tested = Files.readString(SkipperWorld.FILES.resolve(file));
    assertThat(Files.readString(PAGE)).contains("```yaml\n" + tested + "```");
  }
}
