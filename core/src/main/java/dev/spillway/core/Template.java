package dev.spillway.core;

import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text with references: {@code ${env:NAME}}, {@code ${file:/path}}, {@code ${service:name}}, {@code
 * ${instance:address}}. A reference stays as it is written until somebody who may know the value
 * expands it, so secrets are never in the configuration's records.
 */
public final class Template {
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{([a-z]+):([^}]+)}");

  private Template() {}

  /**
   * Replaces each reference of one kind and leaves all others.
   *
   * @param kind the word before the colon, such as {@code env}
   * @param lookup from the name to its value; empty means unknown
   * @throws IllegalArgumentException names the first unknown reference
   */
  public static String expand(String text, String kind, Function<String, Optional<String>> lookup) {
    Matcher found = REFERENCE.matcher(text);
    StringBuilder out = new StringBuilder();
    while (found.find()) {
      if (!found.group(1).equals(kind)) {
        found.appendReplacement(out, Matcher.quoteReplacement(found.group()));
        continue;
      }
      String name = found.group(2);
      String value =
          lookup
              .apply(name)
              .orElseThrow(() ->
                  new IllegalArgumentException("nothing known as ${" + kind + ":" + name + "}"));
      found.appendReplacement(out, Matcher.quoteReplacement(value));
    }
    return found.appendTail(out).toString();
  }
}
