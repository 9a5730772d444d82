/** The commands, and the place where adapters are put together. */
@NullMarked
package dev.spillway.cli;

import org.jspecify.annotations.NullMarked;
