package dev.spillway.simulator.readers;

/** Counts gaps and remembers the longest. */
final class Gaps {
  private long count;
  private long sum;
  private long longest;
  private long at;

  void add(long second, long seconds) {
    count++;
    sum += seconds;
    if (seconds > longest) {
      longest = seconds;
      at = second;
    }
  }

  void say(String what, Findings findings) {
    if (count == 1) {
      findings.remark("a gap of " + Spans.show(longest) + " at " + Spans.at(at) + " " + what);
    } else if (count > 1) {
      findings.remark(
          count
              + " gaps, "
              + Spans.show(sum)
              + " in all, the longest "
              + Spans.show(longest)
              + " at "
              + Spans.at(at)
              + ", "
              + what);
    }
  }
}
