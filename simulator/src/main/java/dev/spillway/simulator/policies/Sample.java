package dev.spillway.simulator.policies;

/**
 * What a plain policy sees at a tick.
 *
 * @param second from the start
 * @param total demand of all clients in the newest window that can be seen, req/s
 * @param away of it sent to the public site
 * @param ready public instances that serve
 */
record Sample(long second, double total, double away, int ready) {}
