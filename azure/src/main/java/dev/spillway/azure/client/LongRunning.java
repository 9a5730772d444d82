package dev.spillway.azure.client;

import dev.spillway.core.AdapterException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * Follows a long-running operation.
 *
 * <pre>
 * begun with                       followed by                       over when
 * Azure-AsyncOperation             GET of that address               status Succeeded, Failed, Canceled
 * 202 and Location                 GET of that address               not 202
 * 201, 202 without either          nothing: the caller looks for itself
 * </pre>
 */
final class LongRunning {
  private static final Duration EVERY = Duration.ofSeconds(2);

  private final Arm arm;
  private final Retry retry;
  private final Patience patience;

  LongRunning(Arm arm, Retry retry, Patience patience, Pause pause) {
    this.arm = arm;
    this.retry = retry;
    this.patience = patience;
  }

  ArmAnswer await(ArmAnswer begun) throws AdapterException {
    Optional<String> async = begun.header("azure-asyncoperation");
    if (async.isPresent()) {
      return byStatus(begun, async.get());
    }
    Optional<String> location = begun.header("location");
    return begun.status() == 202 && location.isPresent()
        ? byLocation(begun, location.get())
        : begun;
  }

  private ArmAnswer byStatus(ArmAnswer begun, String address) throws AdapterException {
    ArmAnswer last = begun;
    long start = System.nanoTime();
    Duration waited = Duration.ZERO;
    while (true) {
      waited = waited.plus(wait(begun.operation(), last, start, waited));
      last =
          arm.poll(begun.operation(), address).orThrow(begun.operation() + " cannot be followed");
      String status = last.body().path("status").asString("").toLowerCase(Locale.ROOT);
      switch (status) {
        case "succeeded" -> {
          return last;
        }
        case "failed", "canceled" ->
            throw Failures.of(begun.operation(), begun.operation() + " " + status, failed(last));
        default -> {
          /* goes on */
        }
      }
    }
  }

  /** The operation's own error; its status stands in the place of the poll's 200. */
  private static ArmError failed(ArmAnswer last) {
    ArmError error = ArmError.of(last.status(), last.body());
    return new ArmError(409, error.code(), error.message());
  }

  private ArmAnswer byLocation(ArmAnswer begun, String first) throws AdapterException {
    ArmAnswer last = begun;
    String address = first;
    long start = System.nanoTime();
    Duration waited = Duration.ZERO;
    while (true) {
      waited = waited.plus(wait(begun.operation(), last, start, waited));
      last = arm.poll(begun.operation(), address);
      if (last.status() != 202) {
        return last;
      }
      address = last.header("location").orElse(address);
    }
  }

  private Duration wait(Operation operation, ArmAnswer last, long start, Duration waited)
      throws AdapterException {
    Duration next = Retry.asked(last).orElse(EVERY);
    Duration gone = Duration.ofNanos(System.nanoTime() - start);
    Duration sofar = gone.compareTo(waited) > 0 ? gone : waited;
    if (sofar.plus(next).compareTo(patience.operation()) > 0) {
      throw new AdapterException.Transient(
          operation + " is not over after " + sofar.toSeconds() + " s; it may still end well");
    }
    retry.sleep(next);
    return next;
  }
}
