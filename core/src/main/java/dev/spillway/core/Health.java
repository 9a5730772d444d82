package dev.spillway.core;

import java.time.Duration;

/**
 * How an instance shows that it may serve.
 *
 * @param scheme {@code http} or {@code https}; with https the certificate must be valid for the
 *     app's host
 * @param path what is asked for; any 2xx answer is healthy
 * @param interval from one probe to the next
 * @param timeout how long one probe may take
 * @param rise successes in a row until an instance counts as healthy
 * @param fall failures in a row until it no longer does
 * @param trust PEM file of certificate authorities to trust; empty for the Java runtime's own
 */
public record Health(
    String scheme,
    String path,
    Duration interval,
    Duration timeout,
    int rise,
    int fall,
    String trust) {}
