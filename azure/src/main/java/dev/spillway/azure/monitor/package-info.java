/** Signals from Azure Monitor. */
@NullMarked
package dev.spillway.azure.monitor;

import org.jspecify.annotations.NullMarked;
