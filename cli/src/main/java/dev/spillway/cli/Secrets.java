package dev.spillway.cli;

import dev.spillway.core.AdapterException;
import dev.spillway.core.App;
import java.util.List;

/** Do the references to secrets lead to something? */
final class Secrets {
  private Secrets() {}

  static void check(App app, List<String> problems) {
    app.sites()
        .forEach(site ->
            site.settings()
                .forEach((name, text) -> {
                  try {
                    dev.spillway.config.Secrets.resolve(text);
                  } catch (AdapterException.Invalid e) {
                    problems.add(
                        app.name()
                            + ": sites."
                            + site.name()
                            + ".settings."
                            + name
                            + ": "
                            + e.getMessage());
                  }
                }));
  }
}
