package dev.spillway.simulator.readers;

/**
 * Nothing usable is left of what was to be read; the message names the place, what was found, what
 * is allowed and what to do.
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
