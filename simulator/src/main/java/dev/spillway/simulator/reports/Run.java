package dev.spillway.simulator.reports;

import dev.spillway.simulator.Result;

/**
 * One policy's run: figures, its whole course, and its course around the peak.
 *
 * @param whole thinned out over the whole series
 * @param close in finer steps around the highest demand
 */
public record Run(Result result, Curve whole, Curve close) {}
