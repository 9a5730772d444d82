package dev.spillway.config;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Tells which keys hold secrets, by their last word: {@code DB_PASSWORD}, {@code clientSecret},
 * {@code api-key}, but not {@code PASSWORD_FILE} or {@code token-url}.
 */
final class SecretKeys {
  private static final Pattern SECRET =
      Pattern.compile(
          "(^|.*-)(password|passwd|passphrase|pwd|secret|token|credentials?"
              + "|(api|access|private|account|secret|shared|encryption|signing)-?key)");
  private static final Pattern IN_VALUE =
      Pattern.compile(
          "(?i)(?:[?&;,\\s]|^)(?:password|pwd|passwd|secret|token|accountkey|sharedaccesskey)="
              + "(?!\\$\\{)[^;&\\s]|://[^/\\s:@]+:(?!\\$\\{)[^/\\s@]+@");

  private SecretKeys() {}

  static boolean looksSecret(String key) {
    String words =
        key.replaceAll("([a-z0-9])([A-Z])", "$1-$2")
            .replaceAll("[_.]", "-")
            .toLowerCase(Locale.ROOT);
    return SECRET.matcher(words).matches() || words.endsWith("password");
  }

  /** The value itself names a password: {@code …?password=x}, {@code https://user:x@host}. */
  static boolean holdsSecret(String value) {
    return IN_VALUE.matcher(value).find();
  }
}
