package dev.spillway.config;

/** A calendar that cannot be used; the message says what was found. */
final class CalendarException extends Exception {
  private static final long serialVersionUID = 1;
  private final String found;
  private final String fix;

  CalendarException(String found, String fix) {
    super(found);
    this.found = found;
    this.fix = fix;
  }

  String found() {
    return found;
  }

  String fix() {
    return fix;
  }
}
