package dev.spillway.core;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The numbers that the policy works with. The configuration's defaults suit a TTL of 20 seconds.
 *
 * @param ttl lifetime of the steered answers, constant
 * @param warmUp first guess of the time from asking for an instance until it is ready; measured
 *     values replace it
 * @param spillAt spilling starts when expected demand is above this fraction of home's capacity
 * @param returnAt everything comes back when demand stays below this fraction of home's capacity
 * @param hold how long a share stays as it is before it may fall
 * @param instanceHold how long an instance stays after it was last needed
 * @param step the largest change of a site's share at once, 0 to 1
 * @param leftover a draining site is empty when it sees less than this fraction of all requests
 * @param drainMax the longest drain; after that instances stop all the same
 * @param staleAfter a signal older than this is no ground to act
 * @param linkGrace how long a lost link may be away before its site counts as dead
 * @param changesPerHour how many changes of shares are allowed in an hour
 * @param latency the objective's 99th percentile; null when none was promised
 * @param errors the objective's fraction of failed requests, 0 to 1
 */
public record Tuning(
    Duration ttl,
    Duration warmUp,
    double spillAt,
    double returnAt,
    Duration hold,
    Duration instanceHold,
    double step,
    double leftover,
    Duration drainMax,
    Duration staleAfter,
    Duration linkGrace,
    int changesPerHour,
    @Nullable Duration latency,
    double errors) {}
