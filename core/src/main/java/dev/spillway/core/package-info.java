/**
 * Spillway's words as records and sealed types, and the ports that adapters implement. This package
 * uses no library and does no input or output; every type is immutable and safe for any thread
 * unless its own page says otherwise.
 */
@NullMarked
package dev.spillway.core;

import org.jspecify.annotations.NullMarked;
