package dev.spillway.simulator;

/**
 * One second of a run.
 *
 * @param second from the start
 * @param demand all clients want, req/s
 * @param home of it sent to private sites, lost requests included
 * @param lost turned away anywhere
 * @param share published share of all public sites, 0 to 1
 * @param ready public instances that serve
 * @param running public instances that are paid for
 * @param capacity what all sites carry at this moment, req/s
 * @param billed seconds of public instances that are billed so far
 */
public record Moment(
    long second,
    double demand,
    double home,
    double lost,
    double share,
    int ready,
    int running,
    double capacity,
    long billed) {}
