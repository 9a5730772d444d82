package dev.spillway.core;

/**
 * Why an adapter could not do what was asked. The three kinds ask for three reactions, so they are
 * types: catch the kind, not the text.
 */
public abstract sealed class AdapterException extends Exception {
  private static final long serialVersionUID = 1L;

  private AdapterException(String message, @org.jspecify.annotations.Nullable Throwable cause) {
    super(message, cause);
  }

  /** It may work the next time: counted and retried. */
  public static final class Transient extends AdapterException {
    private static final long serialVersionUID = 1L;

    public Transient(String message) {
      super(message, null);
    }

    public Transient(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** The other side said no, such as a cloud without capacity: said, and the next choice tried. */
  public static final class Refused extends AdapterException {
    private static final long serialVersionUID = 1L;

    public Refused(String message) {
      super(message, null);
    }
  }

  /** What was asked cannot work until a person changes something: reported with its place. */
  public static final class Invalid extends AdapterException {
    private static final long serialVersionUID = 1L;

    public Invalid(String message) {
      super(message, null);
    }

    public Invalid(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
