package dev.spillway.azure.fake;

import org.jspecify.annotations.Nullable;

/** The deployments of a site: one at a time, each over after some questions. */
final class FakeDeployments {
  private int left;
  private boolean fails;
  private byte @Nullable [] coming;

  synchronized boolean running() {
    return left > 0;
  }

  synchronized void begin(byte[] zip, int questions, boolean willFail) {
    coming = zip;
    left = questions;
    fails = willFail;
  }

  /**
   * Another question was asked.
   *
   * @return the package that has just arrived; null when none has
   */
  synchronized byte @Nullable [] asked() {
    if (left > 0 && --left == 0 && !fails) {
      byte[] arrived = coming;
      coming = null;
      return arrived;
    }
    return null;
  }

  /** As Kudu says it: 1 running, 3 failed, 4 success. */
  synchronized int status() {
    return left > 0 ? 1 : fails ? 3 : 4;
  }
}
