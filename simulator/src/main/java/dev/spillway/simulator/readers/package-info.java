/** Reads series of rates: access logs, JSON lines, tables, answers of Prometheus. */
@NullMarked
package dev.spillway.simulator.readers;

import org.jspecify.annotations.NullMarked;
