package dev.spillway.storefront;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * An order as a person sent it.
 *
 * @param quantity 1 to 99
 */
record Form(int product, int quantity, String name, String email) {

  /**
   * Reads {@code application/x-www-form-urlencoded}.
   *
   * @throws IllegalArgumentException says what is missing or wrong
   */
  static Form parse(String body) {
    Map<String, String> fields = new HashMap<>();
    for (String pair : body.split("&")) {
      int eq = pair.indexOf('=');
      if (eq > 0) {
        fields.put(decode(pair.substring(0, eq)), decode(pair.substring(eq + 1)).strip());
      }
    }
    return new Form(
        number(fields, "product", Integer.MAX_VALUE),
        number(fields, "quantity", 99),
        text(fields, "name"),
        text(fields, "email"));
  }

  private static int number(Map<String, String> fields, String name, int max) {
    String text = fields.getOrDefault(name, "");
    if (!text.matches("[1-9]\\d{0,8}") || Integer.parseInt(text) > max) {
      throw new IllegalArgumentException("The " + name + " is missing or not a number from 1 on.");
    }
    return Integer.parseInt(text);
  }

  private static String text(Map<String, String> fields, String name) {
    String text = fields.getOrDefault(name, "");
    if (text.isEmpty() || text.length() > 100) {
      throw new IllegalArgumentException("The " + name + " is missing or longer than 100 letters.");
    }
    return text;
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
