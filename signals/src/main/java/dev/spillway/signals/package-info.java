/**
 * Signal sources: {@code http} and {@code tcp} probe instances, {@code prometheus-text} reads their
 * metrics. {@link dev.spillway.signals.SignalTypes} names them for the configuration.
 */
@NullMarked
package dev.spillway.signals;

import org.jspecify.annotations.NullMarked;
