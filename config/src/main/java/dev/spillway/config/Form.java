package dev.spillway.config;

import dev.spillway.core.Endpoint;
import dev.spillway.core.Units;
import java.net.InetAddress;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * The forms that texts of the configuration have, by the name of their definition in {@code
 * forms.schema.json}. The schema's patterns serve editors; these checks decide.
 */
enum Form {
  NAME(Form::name),
  HOST(Form::host),
  DURATION(Units::duration),
  PERIOD(text -> need(!Units.duration(text).isZero())),
  SECONDS(Form::seconds),
  RATE(text -> need(Units.rate(text).perSecond() > 0)),
  CAPACITY(text -> need(Units.capacity(text).perSecond() > 0)),
  BANDWIDTH(text -> need(Units.bytesPerSecond(text) > 0)),
  PERCENTAGE(Units::fraction),
  PORTION(text -> need(Units.fraction(text) > 0)),
  TIME(Form::time),
  PRICE(text -> Units.money(text, "h")),
  BUDGET(text -> Units.money(text, "month")),
  ENDPOINT(Form::endpoint),
  ADDRESS(Form::address),
  PATH(text -> need(text.matches("/[!-~]*"))),
  VARIABLE(text -> need(text.matches("[A-Za-z_][A-Za-z0-9_.-]*"))),
  TEXT(text -> need(!text.isBlank()));

  private static final Pattern NAME_FORM = Pattern.compile("[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?");
  private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
  private static final String BYTE = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
  private static final Pattern V4 = Pattern.compile(BYTE + "(\\." + BYTE + "){3}");

  private final Consumer<String> check;

  Form(Consumer<String> check) {
    this.check = check;
  }

  /** The form that a definition of the schema stands for; empty for other definitions. */
  static Optional<Form> of(String definition) {
    for (Form form : values()) {
      if (form.definition().equals(definition)) {
        return Optional.of(form);
      }
    }
    return Optional.empty();
  }

  String definition() {
    return name().toLowerCase(Locale.ROOT);
  }

  boolean fits(String text) {
    try {
      // Longer than any quantity or name: refused before a number of so many digits overflows.
      need(text.length() <= 4096 && (this == PATH || this == TEXT || text.length() <= 260));
      check.accept(text);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** An IP address without a look-up: dotted with four numbers, or IPv6 without a zone. */
  static InetAddress parseAddress(String text) {
    need(V4.matcher(text).matches() || (text.contains(":") && text.matches("[0-9A-Fa-f:.]+")));
    return InetAddress.ofLiteral(text);
  }

  /** An address, though perhaps one that no client can be sent to. */
  static boolean isAddress(String text) {
    try {
      parseAddress(text);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static void name(String text) {
    need(NAME_FORM.matcher(text).matches());
  }

  /** RFC 1123 §2.1 host names of two labels or more, 253 characters at most. */
  private static void host(String text) {
    String plain = plainHost(text);
    String[] labels = plain.split("\\.", -1);
    need(labels.length > 1 && plain.length() <= 253);
    for (String label : labels) {
      need(LABEL.matcher(label).matches());
    }
    need(!labels[labels.length - 1].matches("\\d+"));
  }

  /** Lower case, without a final dot. */
  static String plainHost(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }

  private static void seconds(String text) {
    long millis = Units.duration(text).toMillis();
    need(millis >= 1000 && millis <= 3_600_000 && millis % 1000 == 0);
  }

  private static void time(String text) {
    try {
      OffsetDateTime.parse(text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static void endpoint(String text) {
    String host = Endpoint.parse(text).host();
    need(text.substring(text.lastIndexOf(':') + 1).matches("\\d{1,5}"));
    if (host.contains(":")) {
      parseAddress(host);
    } else {
      need(host.matches("[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?"));
      need(!host.matches("[0-9.]+") || V4.matcher(host).matches());
    }
  }

  /** One that clients can be sent to. */
  private static void address(String text) {
    InetAddress address = parseAddress(text);
    need(!address.isAnyLocalAddress() && !address.isMulticastAddress());
  }

  private static void need(boolean holds) {
    if (!holds) {
      throw new IllegalArgumentException("not of this form");
    }
  }
}
