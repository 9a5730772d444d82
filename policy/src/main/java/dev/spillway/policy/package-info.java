/**
 * What to do about demand, as pure functions: {@link Policy#decide} turns an observation into a
 * decision, {@link Planner#plan} turns the decision into ordered changes. No clock, no I/O, no
 * threads, no randomness: the same input gives the same output, live and replayed.
 */
@NullMarked
package dev.spillway.policy;

import org.jspecify.annotations.NullMarked;
