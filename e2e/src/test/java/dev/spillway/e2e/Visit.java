package dev.spillway.e2e;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/**
 * One person's look at the dashboard, in a browser profile of its own. Notes what the page must
 * never do: write errors to the console, throw, or ask another host.
 */
final class Visit implements AutoCloseable {
  private final BrowserContext context;
  private final Page page;
  private final URI home;
  private final List<String> offences = new ArrayList<>();
  private final List<String> expected = new ArrayList<>();

  private Visit(BrowserContext context, URI home) {
    this.context = context;
    this.home = home;
    context.setDefaultTimeout(15_000);
    page = context.newPage();
    page.onConsoleMessage(message -> {
      boolean bad = message.type().equals("error") || message.type().equals("warning");
      if (bad && expected.stream().noneMatch(message.text()::contains)) {
        offences.add("console " + message.type() + ": " + message.text());
      }
    });
    page.onPageError(error -> offences.add("page error: " + error));
    page.onRequest(request -> {
      URI asked = URI.create(request.url());
      boolean own =
          asked.getScheme().equals("data") || home.getAuthority().equals(asked.getAuthority());
      if (!own) {
        offences.add("request to another host: " + asked);
      }
    });
  }

  /** A window of a size in pixels, in light or dark, with nothing opened yet. */
  static Visit of(Browser browser, URI home, int width, int height, ColorScheme scheme) {
    return new Visit(
        browser.newContext(
            new Browser.NewContextOptions().setViewportSize(width, height).setColorScheme(scheme)),
        home);
  }

  static Visit of(Browser browser, URI home) {
    return of(browser, home, 1280, 800, ColorScheme.LIGHT);
  }

  /** Opens the dashboard with a token in its address. */
  Page open(String token) {
    page.navigate(home + "#token=" + token);
    return page;
  }

  /**
   * Chromium writes each refused request to the console; one that a test provokes is no offence.
   */
  void expect(String status) {
    expected.add("the server responded with a status of " + status);
  }

  Page page() {
    return page;
  }

  /** What the page did wrong so far. */
  List<String> offences() {
    return List.copyOf(offences);
  }

  @Override
  public void close() {
    context.close();
  }
}
