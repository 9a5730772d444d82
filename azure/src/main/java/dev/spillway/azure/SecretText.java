package dev.spillway.azure;

import dev.spillway.core.AdapterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what {@code ${env:NAME}} or {@code ${file:/path}} stands for; never says what it read. */
public final class SecretText {
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{(env|file):([^}]+)}");

  private SecretText() {}

  /**
   * @param key for people: where the reference stands
   * @return the value without line breaks at its end; the text itself when it is no reference
   */
  public static String read(String key, String text) throws AdapterException.Invalid {
    Matcher found = REFERENCE.matcher(text);
    if (!found.matches()) {
      return text;
    }
    String name = found.group(2);
    return found.group(1).equals("env") ? variable(key, name) : file(key, name);
  }

  private static String variable(String key, String name) throws AdapterException.Invalid {
    String value = System.getenv(name);
    if (value == null) {
      throw new AdapterException.Invalid(
          key + ": no variable " + name + " in the controller's environment; set it and restart");
    }
    return value;
  }

  private static String file(String key, String name) throws AdapterException.Invalid {
    try {
      return Files.readString(Path.of(name)).replaceAll("[\\r\\n]+$", "");
    } catch (IOException e) {
      throw new AdapterException.Invalid(
          key + ": " + name + " cannot be read by the controller's user: make it or correct it");
    }
  }
}
