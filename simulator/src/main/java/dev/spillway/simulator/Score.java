package dev.spillway.simulator;

/** Adds up what a run came to. */
final class Score {
  /** A second in which a larger part of its requests is lost is a bad one. */
  private static final double BAD = 0.01;

  private double requests;
  private double lost;
  private double servedPublic;
  private long badSeconds;
  private int peak;
  private final Turns scale = new Turns();
  private final Turns shares = new Turns();

  void second(double rate, double lostNow, double servedPublicNow, int running) {
    requests += rate;
    lost += lostNow;
    servedPublic += servedPublicNow;
    badSeconds += lostNow > BAD * rate ? 1 : 0;
    peak = Math.max(peak, running);
  }

  void scaled(long second, int change) {
    if (change != 0) {
      scale.add(second, change);
    }
  }

  void shared(long second, double change) {
    if (Math.abs(change) > 1e-9) {
      shares.add(second, change);
    }
  }

  Result result(String policy, long seconds, double lostQueued, Bill bill, int left) {
    double all = Math.max(1e-9, requests);
    return new Result(
        policy,
        seconds,
        requests,
        lost,
        100 * lost / all,
        100 * lostQueued / all,
        badSeconds,
        100 * servedPublic / all,
        bill.billedSeconds() / 3600.0,
        bill.spent(),
        shares.changes(),
        shares.flaps(),
        scale.changes(),
        scale.flaps(),
        peak,
        left);
  }
}
