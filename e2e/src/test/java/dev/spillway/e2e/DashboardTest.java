package dev.spillway.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A person with a browser at the dashboard of a real controller, in the middle of a burst. */
class DashboardTest {
  @TempDir static Path folder;
  private static @Nullable SimulatedShop running;
  private static @Nullable Chromium installed;

  private SimulatedShop shop;
  private Visit visit;
  private Page page;

  @BeforeAll
  static void begin() throws IOException {
    assumeTrue(Chromium.isInstalled(), "needs Chromium: install the package chromium");
    PlaywrightAssertions.setDefaultAssertionTimeout(15_000);
    running = SimulatedShop.start(folder);
    installed = Chromium.start();
  }

  @AfterAll
  static void end() {
    if (installed != null) {
      installed.close();
    }
    if (running != null) {
      running.close();
    }
  }

  @BeforeEach
  void visit() {
    if (running == null || installed == null) {
      throw new IllegalStateException("nothing was started");
    }
    shop = running;
    visit = Visit.of(installed.browser(), shop.api());
    page = visit.page();
  }

  @AfterEach
  void leave() {
    List<String> offences = visit.offences();
    visit.close();
    shop.resume();
    assertThat(offences).as("console errors, page errors and requests to other hosts").isEmpty();
  }

  @Test
  void saysInOneLookThatItSpillsAndHow() {
    visit.open(shop.operatorToken());

    assertThat(page.locator("#connection")).hasAttribute("data-state", "live");
    assertThat(headline()).hasText(words("Spilling [\\d.]+ % to cloud on \\d instances?[.;].*"));
    assertThat(page.locator("#phase")).hasText("Spilling");
    assertThat(page).hasTitle("Spilling: shop – Spillway");
    assertThat(page.locator("#picture svg path").first()).isAttached();
    assertThat(page.getByRole(AriaRole.SLIDER, named("Moment in the picture")))
        .hasAttribute("aria-valuetext", words("Now: demand \\d+ .*Cloud served \\d+ .*"));
    assertThat(page.locator("#flow [data-instance^=home-][data-state=READY]")).hasCount(2);
    assertThat(page.locator("#flow [data-instance=cloud-1]")).hasAttribute("data-state", "READY");
    assertThat(page.locator("#why"))
        .containsText(words("expected \\d+ req/s within .* against \\d+ req/s planned at home"));
    assertThat(page.locator("#money")).containsText("being paid for now");
    assertThat(page.locator("#timeline li.event[data-kind=step]").first()).isVisible();
    assertThat(page.url()).as("the token is not left in the address").doesNotContain("token");
  }

  @Test
  void holdShowsThePlanFirstAndThenHoldsUntilResumed() {
    visit.open(shop.operatorToken());
    button("Hold…").click();
    field("For").selectOption("15 minutes");
    field("Reason").fill("work on the network");
    button("Show the plan").click();
    assertThat(page.locator("#action-plan")).containsText("Holding all shares as they are until");
    assertThat(page.locator("#phase")).hasText("Spilling");

    button("Hold now").click();
    assertThat(dialog()).isHidden();
    assertThat(page.locator("#phase")).hasText("Holding");
    assertThat(headline()).hasText(words("Holding all shares .*work on the network.*"));
    assertThat(events("intervention").first()).containsText("hold until");
    assertThat(page.locator("#why")).containsText(words("Hold by operator, 1[45] min.* left"));

    button("Resume…").click();
    field("Reason").fill("the work is done");
    button("Show the plan").click();
    assertThat(page.locator("#action-plan")).containsText("Spilling");
    button("Resume now").click();
    assertThat(page.locator("#phase")).hasText("Spilling");
    assertThat(events("intervention").first()).containsText("resume: the work is done");
  }

  @Test
  void spillAsksForShareTimeAndReasonAndShowsThePlan() {
    visit.open(shop.operatorToken());
    button("Spill…").click();
    button("Show the plan").click();
    assertThat(error()).containsText("Say why");

    field("Share of clients").fill("75");
    field("Reason").fill("a sale begins at noon");
    button("Show the plan").click();
    assertThat(page.locator("#action-plan"))
        .containsText(words("Shares then: home \\d+ %, cloud \\d+ %"));
    field("Share of clients").fill("80");
    assertThat(button("Spill now")).isHidden(); // a plan holds only for what was asked

    button("Show the plan").click();
    button("Spill now").click();
    assertThat(dialog()).isHidden();
    assertThat(events("intervention").first()).containsText(words("spill 80 % to cloud until"));
    assertThat(page.locator("#why")).containsText(words("Spill 80 % to cloud by operator"));
  }

  @Test
  void cancelChangesNothing() {
    visit.open(shop.operatorToken());
    button("Hold…").click();
    field("Reason").fill("on second thoughts");
    button("Show the plan").click();
    assertThat(button("Hold now")).isVisible();
    button("Cancel").click();
    assertThat(dialog()).isHidden();

    button("Hold…").click();
    assertThat(field("Reason")).hasValue("");
    page.keyboard().press("Escape");
    assertThat(dialog()).isHidden();
    assertThat(page.locator("#phase")).hasText("Spilling");
    assertThat(page.locator("#timeline")).not().containsText("on second thoughts");
  }

  @Test
  void aViewerSignsInAndLooksButCannotAct() {
    page.navigate(shop.api().toString());
    field("Token").fill("not a token of this controller");
    visit.expect("401");
    button("Sign in").click();
    assertThat(page.locator("#sign-in-error")).containsText("not known");

    field("Token").fill(shop.viewerToken());
    button("Sign in").click();
    assertThat(page.locator("#phase")).hasText("Spilling");
    button("Hold…").click();
    field("Reason").fill("I only look");
    visit.expect("403");
    button("Show the plan").click();
    assertThat(error()).containsText("viewer may look");
    assertThat(button("Hold now")).isHidden();
  }

  @Test
  void theKeyboardAloneIsEnoughToHold() {
    visit.open(shop.operatorToken());
    assertThat(button("Hold…")).isVisible();
    tabTo(button("Hold…"));
    page.keyboard().press("Enter");
    assertThat(field("For")).isFocused();
    page.keyboard().press("Tab");
    assertThat(field("Reason")).isFocused();
    page.keyboard().type("by keyboard");
    page.keyboard().press("Enter");
    assertThat(button("Hold now")).isFocused();
    page.keyboard().press("Enter");
    assertThat(page.locator("#phase")).hasText("Holding");
    assertThat(button("Hold…")).isFocused();

    Locator picture = page.getByRole(AriaRole.SLIDER, named("Moment in the picture"));
    tabTo(picture);
    page.keyboard().press("ArrowLeft");
    assertThat(picture).hasAttribute("aria-valuetext", words("\\d\\d:\\d\\d:\\d\\d: demand .*"));
  }

  private void tabTo(Locator wanted) {
    for (int i = 0; i < 40; i++) {
      page.keyboard().press("Tab");
      if (Boolean.TRUE.equals(wanted.evaluate("e => e === document.activeElement"))) {
        return;
      }
    }
    throw new AssertionError("40 times Tab did not lead to " + wanted);
  }

  @Test
  void fitsATelephoneAndTheDark() {
    visit.open(shop.operatorToken());
    assertThat(page.locator("#picture svg")).isVisible();
    String light = background();
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
    assertThat(background()).isNotEqualTo(light);

    page.setViewportSize(360, 740);
    assertThat(page.locator("#picture svg")).hasAttribute("width", Pattern.compile("[23]\\d\\d"));
    assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(360);
    button("Hold…").click();
    assertThat(dialog()).isInViewport();
    assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(360);
  }

  @Test
  void picturesAreTaken() {
    Path pictures = Screenshots.folder();
    Screenshots.take(
        Objects.requireNonNull(installed).browser(), shop.api(), shop.operatorToken(), pictures);
    assertThat(pictures.resolve("dashboard-light.png")).isNotEmptyFile();
  }

  private String background() {
    return (String) page.evaluate("getComputedStyle(document.body).backgroundColor");
  }

  private Locator headline() {
    return page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1));
  }

  private Locator button(String name) {
    return page.getByRole(AriaRole.BUTTON, named(name).setExact(true));
  }

  private Locator field(String label) {
    return page.getByLabel(label);
  }

  private Locator dialog() {
    return page.locator("#action");
  }

  private Locator error() {
    return page.locator("#action-error");
  }

  private Locator events(String kind) {
    return page.locator("#timeline li.event[data-kind=" + kind + "]");
  }

  private static Page.GetByRoleOptions named(String name) {
    return new Page.GetByRoleOptions().setName(name);
  }

  /** A pattern whose spaces also match the ones that keep a figure and its unit together. */
  private static Pattern words(String pattern) {
    return Pattern.compile(pattern.replace(" ", "[ \\u00a0]"));
  }
}
