/** An application that knows nothing of Spillway, run by the real program. */
@NullMarked
package dev.spillway.e2e.foreign;

import org.jspecify.annotations.NullMarked;
