package dev.spillway.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Finds and checks {@code ${kind:name}} in a site's texts. */
final class References {
  private static final Pattern ANY = Pattern.compile("\\$\\{([^}]*)}?");
  private static final Pattern KNOWN = Pattern.compile("([a-z]+):([^}]+)");
  private static final Set<String> KINDS =
      Set.of("env", "file", "service", "instance", "invitation");
  private static final Set<String> OF_SERVICES = Set.of("service", "invitation");
  private static final String ALLOWED =
      "${env:NAME}, ${file:/path}, ${service:name}, ${invitation:service}, ${instance:…}";

  private final Document file;
  private final Set<String> services;
  private final Problems problems;

  References(Document file, Set<String> services, Problems problems) {
    this.file = file;
    this.services = services;
    this.problems = problems;
  }

  /** The names of all services that a tree's texts refer to. */
  static List<String> servicesIn(JsonNode tree) {
    List<String> out = new ArrayList<>();
    if (tree.isString()) {
      Matcher m = ANY.matcher(tree.stringValue());
      while (m.find()) {
        Matcher known = KNOWN.matcher(m.group(1));
        if (known.matches() && OF_SERVICES.contains(known.group(1))) {
          out.add(known.group(2));
        }
      }
    }
    tree.forEach(child -> out.addAll(servicesIn(child)));
    return out;
  }

  /** All references of a site's settings. */
  void checkSettings(String pointer, JsonNode settings) {
    settings.properties().stream()
        .filter(e -> e.getValue().isString())
        .forEach(e -> check(Document.child(pointer, e.getKey()), e.getValue().stringValue()));
  }

  private void check(String pointer, String text) {
    Matcher m = ANY.matcher(text);
    while (m.find()) {
      Matcher known = KNOWN.matcher(m.group(1));
      if (!m.group().endsWith("}")) {
        problems.atValue(file, pointer, "a reference without its end", ALLOWED, "close it with }");
      } else if (!known.matches() || !KINDS.contains(known.group(1))) {
        unknown(pointer, m.group(1));
      } else {
        named(pointer, known.group(1), known.group(2));
      }
    }
  }

  private void unknown(String pointer, String inside) {
    int colon = inside.indexOf(':');
    String found = "no reference of a known kind: " + Show.quoted("${" + inside + "}");
    String fix =
        colon < 0
            ? inside.isEmpty() ? "" : "write ${env:" + inside + "} for an environment variable"
            : Show.didYouMean(inside.substring(0, colon), KINDS);
    problems.atValue(file, pointer, found, ALLOWED, fix);
  }

  private void named(String pointer, String kind, String name) {
    if (OF_SERVICES.contains(kind) && !services.contains(name)) {
      String near = Show.didYouMean(name, services);
      problems.atValue(
          file,
          pointer,
          "no service " + Show.quoted(name) + " in this file",
          services.isEmpty() ? "" : Show.list(services),
          near.isEmpty() ? "add it under services" : near);
    }
    if (kind.equals("file") && !name.startsWith("/")) {
      String found = "a relative path in " + Show.quoted("${file:" + name + "}");
      problems.atValue(file, pointer, found, "", "write the whole path, from / on");
    }
    if (kind.equals("env") && !Form.VARIABLE.fits(name)) {
      String found = "no name of a variable in " + Show.quoted("${env:" + name + "}");
      problems.atValue(file, pointer, found, "", "use letters, digits and _");
    }
  }
}
