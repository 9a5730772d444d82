/**
 * Replays a series of rates through the code that decides live: {@link Simulation#run} drives a
 * policy over a model of sites and clients and counts what was lost, used and changed.
 */
@NullMarked
package dev.spillway.simulator;

import org.jspecify.annotations.NullMarked;
