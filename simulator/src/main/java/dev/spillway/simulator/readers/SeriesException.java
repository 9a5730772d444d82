package dev.spillway.simulator.readers;

/**
 * A source of rates could not be read; the message names file and line and says what is allowed.
 */
public final class SeriesException extends Exception {
  private static final long serialVersionUID = 1;

  SeriesException(String message) {
    super(message);
  }

  SeriesException(String message, Throwable cause) {
    super(message, cause);
  }
}
