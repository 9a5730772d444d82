/** Reads series of rates: CSV traces and web server access logs. */
@NullMarked
package dev.spillway.simulator.readers;

import org.jspecify.annotations.NullMarked;
