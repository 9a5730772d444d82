package dev.spillway.config;

import java.util.Collection;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Writes values into error texts: short, on one line, without control characters. */
final class Show {
  private static final int LONGEST = 60;

  private Show() {}

  static String quoted(String text) {
    StringBuilder out = new StringBuilder("'");
    text.codePoints()
        .limit(LONGEST)
        .forEach(c -> {
          if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
            out.append(String.format("\\u%04x", c));
          } else {
            out.appendCodePoint(c);
          }
        });
    return out + (text.codePointCount(0, text.length()) > LONGEST ? "…'" : "'");
  }

  /** "found 400, a number": the value itself unless its key looks like that of a secret. */
  static String found(String key, JsonNode value, String text) {
    String kind = kind(value);
    boolean scalar = value.isValueNode() && !value.isNull();
    if (!scalar || SecretKeys.looksSecret(key)) {
      return "found " + kind;
    }
    if (value.isString()) {
      return "found " + quoted(text);
    }
    return "found " + cut(text) + (value.isNumber() ? ", a number" : "");
  }

  /** A library's text without line breaks and control characters. */
  static String oneLine(String text) {
    return text.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
  }

  private static String cut(String text) {
    return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
  }

  private static String kind(JsonNode value) {
    return switch (value.getNodeType()) {
      case OBJECT -> "a mapping";
      case ARRAY -> "a list";
      case NUMBER -> "a number";
      case BOOLEAN -> "true or false";
      case NULL -> "nothing";
      default -> "a text";
    };
  }

  static String list(Collection<String> words) {
    return words.isEmpty() ? "none" : words.stream().sorted().collect(Collectors.joining(", "));
  }

  /** "; did you mean …" without the semicolon; empty when nothing is near. */
  static String didYouMean(String word, Collection<String> known) {
    return Closest.to(word, known).map(k -> "did you mean " + quoted(k) + "?").orElse("");
  }
}
