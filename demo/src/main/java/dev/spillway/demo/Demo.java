package dev.spillway.demo;

import dev.spillway.demo.report.Report;
import dev.spillway.demo.world.DemoException;
import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The demo: {@code spillway demo}. */
public final class Demo {
  private Demo() {}

  /**
   * Runs to the end, or until the process is told to stop; everything that was made is removed in
   * both cases.
   *
   * @param out where the story is told
   * @return 0 when every check was passed, 1 when one failed or the demo could not go on
   */
  public static int run(DemoOptions options, PrintStream out) {
    Console console = System.console();
    boolean watched = console != null && console.isTerminal() && !options.headless();
    Story story = new Story(out, watched);
    try {
      if (!Files.isRegularFile(options.storefront())) {
        throw new DemoException("the shop's jar is missing: " + options.storefront());
      }
      return tell(options, story);
    } catch (DemoException e) {
      story.plain("The demo cannot go on: " + e.getMessage());
      return 1;
    } catch (IOException e) {
      story.plain("The demo cannot go on: " + e);
      return 1;
    }
  }

  private static int tell(DemoOptions options, Story story) throws IOException {
    Scenario scenario = Scenario.of(options.fast());
    List<RunResult> results = new ArrayList<>();
    if (options.compare() || !options.noSpill()) {
      results.add(new Run(options, scenario, story, true).run());
      story.table(results.getLast().checks());
    }
    if (options.compare() || options.noSpill()) {
      results.add(new Run(options, scenario, story, false).run());
      story.table(results.getLast().checks());
    }
    Path folder = options.report();
    if (folder != null) {
      Report.write(folder, results);
      story.plain("Report: " + folder.resolve("report.html"));
    }
    boolean ok = results.stream().allMatch(RunResult::ok);
    story.plain(ok ? "All checks passed." : "A check FAILED.");
    return ok ? 0 : 1;
  }
}
