package dev.spillway.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What must hold between the files: apps among themselves, and each with the controller. */
final class TogetherChecks {
  private final Document controller;
  private final List<Document> apps;
  private final Problems problems;

  TogetherChecks(Document controller, List<Document> apps, Problems problems) {
    this.controller = controller;
    this.apps = apps;
    this.problems = problems;
  }

  void run() {
    unique("app", Form.NAME, "give each app a name of its own");
    unique("host", Form.HOST, "one host belongs to one app");
    apps.forEach(this::zone);
  }

  private void unique(String key, Form form, String fix) {
    Map<String, Document> seen = new HashMap<>();
    for (Document app : apps) {
      Optional<String> name = Read.formed(app.tree(), key, form).map(Form::plainHost);
      Document first = name.map(n -> seen.putIfAbsent(n, app)).orElse(null);
      if (first != null) {
        String found = Show.quoted(name.get()) + " is used by " + first.file() + " too";
        problems.atValue(app, "/" + key, found, "", fix);
      }
    }
  }

  /** Only the built-in DNS answers for the controller's zones. */
  private void zone(Document app) {
    boolean builtIn =
        app.tree()
            .path("steering")
            .valueStream()
            .anyMatch(s -> Read.text(s, "type").orElse("").equals("dns"));
    Optional<String> host = Read.formed(app.tree(), "host", Form.HOST).map(Form::plainHost);
    if (!builtIn || host.isEmpty()) {
      return;
    }
    List<String> zones =
        controller
            .tree()
            .path("zones")
            .valueStream()
            .flatMap(z -> Read.formed(z, "name", Form.HOST).stream())
            .map(Form::plainHost)
            .toList();
    if (zones.stream().noneMatch(z -> ControllerChecks.within(host.get(), z))) {
      String found = Show.quoted(host.get()) + " lies in no zone of " + controller.file();
      String allowed =
          zones.isEmpty()
              ? ""
              : zones.stream()
                  .sorted()
                  .map(z -> z + " and names below it")
                  .collect(Collectors.joining(", "));
      problems.atValue(app, "/host", found, allowed, "add a zone there, or correct the host");
    }
  }
}
