package dev.spillway.cli;

/** The work failed for a reason that a person can read; ends the command with exit code 1 or 2. */
final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final int exitCode;

  private Failure(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  /** What was asked for did not succeed. */
  static Failure work(String message) {
    return new Failure(1, message);
  }

  /** The call or the configuration is wrong. */
  static Failure usage(String message) {
    return new Failure(2, message);
  }

  int exitCode() {
    return exitCode;
  }
}
