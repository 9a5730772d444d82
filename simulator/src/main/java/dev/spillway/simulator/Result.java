package dev.spillway.simulator;

import dev.spillway.core.Money;
import org.jspecify.annotations.Nullable;

/**
 * What a run came to.
 *
 * @param policy the contender's name
 * @param seconds how long the series is
 * @param requests wanted in all
 * @param lost requests that reached a site when it was full, or that had nothing ready
 * @param lostPercent of all requests, 0 to 100
 * @param publicPercent of all requests that public sites served
 * @param instanceHours paid time of public instances, warm-up included
 * @param cost of that; null when a site that ran instances has no known cost or currencies differ
 * @param dnsChanges how often shares were published
 * @param scaleChanges how often the number of public instances was changed
 * @param peakInstances most public instances paid for at once
 * @param instancesAtEnd public instances still there after the last second
 */
public record Result(
    String policy,
    long seconds,
    double requests,
    double lost,
    double lostPercent,
    double publicPercent,
    double instanceHours,
    @Nullable Money cost,
    long dnsChanges,
    long scaleChanges,
    int peakInstances,
    int instancesAtEnd) {}
