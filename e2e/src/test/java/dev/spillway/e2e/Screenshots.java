package dev.spillway.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.net.URI;
import java.nio.file.Path;

/**
 * Pictures of a dashboard as it is: {@code dashboard-light.png} and {@code dashboard-dark.png} of
 * 1280 x 800 pixels, {@code dashboard-phone.png} 360 pixels wide and as long as the page.
 *
 * <p>The tests leave them in target/screenshots, or in DIR with {@code -Dspillway.screenshots=DIR}.
 * To take them of any running controller: {@code java -cp … dev.spillway.e2e.Screenshots ADDRESS
 * TOKEN DIR}.
 */
final class Screenshots {
  private static final String PROPERTY = "spillway.screenshots";

  private Screenshots() {}

  public static void main(String[] args) {
    if (args.length != 3) {
      System.err.println("usage: Screenshots ADDRESS TOKEN DIR");
      System.exit(2);
    }
    try (Chromium chromium = Chromium.start()) {
      take(chromium.browser(), URI.create(args[0]), args[1], Path.of(args[2]));
    }
  }

  /** Where the tests put them. */
  static Path folder() {
    return Path.of(System.getProperty(PROPERTY, "target/screenshots"));
  }

  static void take(Browser browser, URI home, String token, Path folder) {
    one(browser, home, token, folder.resolve("dashboard-light.png"), 1280, ColorScheme.LIGHT);
    one(browser, home, token, folder.resolve("dashboard-dark.png"), 1280, ColorScheme.DARK);
    one(browser, home, token, folder.resolve("dashboard-phone.png"), 360, ColorScheme.LIGHT);
  }

  private static void one(
      Browser browser, URI home, String token, Path file, int width, ColorScheme scheme) {
    try (Visit visit = Visit.of(browser, home, width, 800, scheme)) {
      Page page = visit.open(token);
      assertThat(page.locator("#connection")).hasAttribute("data-state", "live");
      assertThat(page.locator("#picture svg")).isVisible();
      assertThat(page.locator("#timeline li.event").first()).isVisible();
      page.screenshot(new Page.ScreenshotOptions().setPath(file).setFullPage(width < 500));
    }
  }
}
