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
 * @param lostPercentQueued the same if a site lets requests wait in a queue
 * @param badSeconds seconds in which more than 1 % was lost
 * @param publicPercent of all requests that public sites served
 * @param instanceHours billed time of public instances, warm-up included
 * @param cost of that; null when a site that ran instances has no known cost or currencies differ
 * @param dnsChanges how often shares were published
 * @param dnsFlaps reversals of their direction within ten minutes
 * @param scaleChanges how often the number of public instances was changed
 * @param flaps reversals of that direction within ten minutes
 * @param peakInstances most public instances paid for at once
 * @param instancesAtEnd public instances still there after the last second
 */
public record Result(
    String policy,
    long seconds,
    double requests,
    double lost,
    double lostPercent,
    double lostPercentQueued,
    long badSeconds,
    double publicPercent,
    double instanceHours,
    @Nullable Money cost,
    long dnsChanges,
    long dnsFlaps,
    long scaleChanges,
    long flaps,
    int peakInstances,
    int instancesAtEnd) {}
