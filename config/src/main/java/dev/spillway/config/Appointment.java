package dev.spillway.config;

import java.time.Instant;

/**
 * One occurrence of an entry of a calendar.
 *
 * @param until after {@code from}
 */
record Appointment(String name, Instant from, Instant until) {}
