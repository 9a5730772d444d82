package dev.spillway.dns.fuzz;

import java.util.HexFormat;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What has to hold for every input; costs nothing while it does, unlike words made beforehand. */
public final class Claim {
  private Claim() {}

  /**
   * @param what is claimed, such as "a response"
   * @throws AssertionError with the input in hexadecimal when it does not hold
   */
  public static void that(boolean holds, String what, byte[] input) {
    if (!holds) {
      throw failed(what, input, null);
    }
  }

  /** A refusal says why. */
  public static void reason(Exception refusal, byte[] input) {
    String why = refusal.getMessage();
    that(why != null && !why.isBlank(), "a refusal with its reason", input);
  }

  /**
   * What reading gives.
   *
   * @throws AssertionError with the input in hexadecimal when an exception comes out
   */
  public static <T> T noException(byte[] input, Function<byte[], T> read) {
    try {
      return read.apply(input);
    } catch (RuntimeException e) {
      throw failed("no exception", input, e);
    }
  }

  /** With the exception that broke it. */
  public static AssertionError failed(String what, byte[] input, @Nullable Throwable cause) {
    return new AssertionError(
        "no longer true: " + what + "; input " + HexFormat.of().formatHex(input), cause);
  }
}
