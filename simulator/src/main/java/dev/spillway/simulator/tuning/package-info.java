/** Tries other settings on the same traffic and says what they would have meant. */
@NullMarked
package dev.spillway.simulator.tuning;

import org.jspecify.annotations.NullMarked;
