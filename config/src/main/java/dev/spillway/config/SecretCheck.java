package dev.spillway.config;

import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Refuses secrets that stand in the file; their text is never repeated. */
final class SecretCheck {
  private static final String FIX = "move it out and refer to it";
  private static final String ALLOWED = "${env:NAME} or ${file:/path}";

  private final Document file;
  private final Problems problems;

  SecretCheck(Document file, Problems problems) {
    this.file = file;
    this.problems = problems;
  }

  void run() {
    visit("", file.tree());
  }

  private void visit(String pointer, JsonNode value) {
    for (Map.Entry<String, JsonNode> e : value.properties()) {
      visit(Document.child(pointer, e.getKey()), e.getValue());
    }
    for (int i = 0; value.isArray() && i < value.size(); i++) {
      visit(pointer + "/" + i, value.get(i));
    }
    if (value.isValueNode() && !value.isNull()) {
      check(pointer, value.asString());
    }
  }

  private void check(String pointer, String text) {
    boolean refers = text.contains("${env:") || text.contains("${file:");
    if (!text.isEmpty() && !refers && SecretKeys.looksSecret(Document.key(pointer))) {
      problems.atValue(file, pointer, "a secret stands in the file", ALLOWED, FIX);
    } else if (SecretKeys.holdsSecret(text)) {
      problems.atValue(file, pointer, "a password stands inside this text", ALLOWED, FIX);
    }
  }
}
