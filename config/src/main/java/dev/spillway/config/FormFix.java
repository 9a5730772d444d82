package dev.spillway.config;

import java.math.BigDecimal;
import java.net.IDN;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Guesses what was meant by a text or number that has not the form it needs. */
final class FormFix {
  private static final Pattern QUANTITY = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*([A-Za-z/ ]+)");
  private static final Map<String, String> DURATION_UNITS =
      Map.ofEntries(
          Map.entry("sec", "s"),
          Map.entry("secs", "s"),
          Map.entry("second", "s"),
          Map.entry("seconds", "s"),
          Map.entry("msec", "ms"),
          Map.entry("millis", "ms"),
          Map.entry("milliseconds", "ms"),
          Map.entry("mins", "min"),
          Map.entry("minute", "min"),
          Map.entry("minutes", "min"),
          Map.entry("hour", "h"),
          Map.entry("hours", "h"),
          Map.entry("day", "d"),
          Map.entry("days", "d"));

  private FormFix() {}

  static String of(Form form, JsonNode value, String text) {
    if (value.isNumber()) {
      return forNumber(form, value, text);
    }
    if (!value.isString()) {
      return value.isNull() ? "fill it in, or remove the key" : "";
    }
    if (text.contains("${")) {
      return "write the value itself: references are allowed in settings only";
    }
    return switch (form) {
      case DURATION, PERIOD, SECONDS -> duration(form, text);
      case RATE -> rate(text);
      case CAPACITY -> capacity(text);
      case BANDWIDTH -> suggest(form, text + " Mbit/s");
      case PERCENTAGE, PORTION -> percentage(text);
      case PRICE, BUDGET -> money(form, text);
      case ENDPOINT -> endpoint(text);
      case ADDRESS -> address(text);
      case HOST -> host(text);
      case NAME -> name(text);
      case PATH -> text.contains("://") ? "write the path only" : suggest(form, "/" + text);
      case TIME -> "write day, time and zone, such as 2026-12-01T09:00+01:00";
      case VARIABLE, TEXT -> "";
    };
  }

  private static String forNumber(Form form, JsonNode value, String text) {
    return switch (form) {
      case DURATION, PERIOD, SECONDS -> suggest(form, text + "s", " if seconds are meant");
      case RATE, CAPACITY -> suggest(form, text + "/s", " if requests per second are meant");
      case PERCENTAGE, PORTION -> {
        boolean fraction = value.doubleValue() <= 1;
        BigDecimal percent = new BigDecimal(value.asString()).movePointRight(fraction ? 2 : 0);
        yield suggest(form, percent.stripTrailingZeros().toPlainString() + "%");
      }
      case PRICE -> suggest(form, text + " USD/h", ", or with your currency");
      case BUDGET -> suggest(form, text + " USD/month", ", or with your currency");
      case ENDPOINT -> suggest(form, "127.0.0.1:" + text, ", or with another host");
      default -> "put it into quotes";
    };
  }

  private static String capacity(String text) {
    return text.strip().equals("auto")
        ? "write what to begin with: auto 400/s"
        : rate(text.replaceFirst("^\\s*auto\\s+", ""));
  }

  private static String duration(Form form, String text) {
    Matcher m = QUANTITY.matcher(text.strip());
    if (m.matches()) {
      String unit = m.group(2).strip().toLowerCase(Locale.ROOT);
      return suggest(form, m.group(1) + DURATION_UNITS.getOrDefault(unit, unit));
    }
    return text.matches("(\\d+(ms|s|min|m|h|d)\\s*){2,}") ? "write it with one unit" : "";
  }

  private static String rate(String text) {
    Matcher m = QUANTITY.matcher(text.strip());
    if (!m.matches()) {
      return "";
    }
    boolean minute = m.group(2).toLowerCase(Locale.ROOT).matches(".*(min|rpm).*");
    return suggest(Form.RATE, m.group(1) + (minute ? "/min" : "/s"));
  }

  private static String percentage(String text) {
    return text.strip().matches("\\d+(\\.\\d+)?\\s*%") ? "" : suggest(Form.PERCENTAGE, text + "%");
  }

  private static String money(Form form, String text) {
    String per = form == Form.PRICE ? "/h" : "/month";
    Matcher m = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*([A-Za-z]{3})\\b.*").matcher(text.strip());
    return m.matches()
        ? suggest(form, m.group(1) + " " + m.group(2).toUpperCase(Locale.ROOT) + per)
        : "";
  }

  private static String endpoint(String text) {
    Matcher url = Pattern.compile("[a-z0-9+.-]+://([^/]+).*").matcher(text);
    if (url.matches()) {
      return suggest(Form.ENDPOINT, url.group(1));
    }
    Matcher port = Pattern.compile(".*:(\\d+)").matcher(text);
    if (port.matches() && text.chars().filter(c -> c == ':').count() == 1) {
      return Form.ENDPOINT.fits(text.replaceAll(":\\d+$", ":1"))
          ? "port " + port.group(1) + " does not exist"
          : "";
    }
    return text.contains(":") ? "" : "add the port";
  }

  private static String address(String text) {
    if (text.matches("[0-9A-Fa-f.:]+/\\d+")) {
      return "write one address, not a network";
    }
    if (text.matches("[0-9.]+:\\d+")) {
      return "write the address without the port";
    }
    if (Form.isAddress(text)) {
      return "no client can be sent there";
    }
    return Form.HOST.fits(text) ? "write the address that this name has" : "";
  }

  private static String host(String text) {
    if (text.contains("@")) {
      return suggest(Form.HOST, text.replace('@', '.'));
    }
    Matcher url = Pattern.compile("(?:[a-z]+://)?([^/:]+)(?::\\d+)?(?:/.*)?").matcher(text);
    String bare = url.matches() ? url.group(1) : text;
    try {
      return suggest(Form.HOST, IDN.toASCII(bare));
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  private static String name(String text) {
    String plain = text.strip().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    return suggest(Form.NAME, plain.replaceAll("^-|-$", ""));
  }

  private static String suggest(Form form, String text) {
    return suggest(form, text, "");
  }

  private static String suggest(Form form, String text, String when) {
    return form.fits(text) ? "write " + text + when : "";
  }
}
