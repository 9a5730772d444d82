package dev.spillway.tds;

/** A statement fails with an error of this server's own. */
final class TdsException extends Exception {
  private static final long serialVersionUID = 1;
  private final transient TdsError error;

  TdsException(int number, String message) {
    super(message);
    error = new TdsError(number, message);
  }

  TdsError error() {
    return error;
  }
}
