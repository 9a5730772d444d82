/** Shows results to people. */
@NullMarked
package dev.spillway.simulator.reports;

import org.jspecify.annotations.NullMarked;
