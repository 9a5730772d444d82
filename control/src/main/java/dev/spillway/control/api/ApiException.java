package dev.spillway.control.api;

/** A request that is not carried out, with what to do about it. */
final class ApiException extends Exception {
  private static final long serialVersionUID = 1L;
  private final int status;
  private final String fix;

  ApiException(int status, String error, String fix) {
    super(error);
    this.status = status;
    this.fix = fix;
  }

  int status() {
    return status;
  }

  String fix() {
    return fix;
  }
}
