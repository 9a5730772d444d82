/** Whole bursts of the real program on fake clouds that run what is deployed to them. */
@NullMarked
package dev.spillway.e2e.azure;

import org.jspecify.annotations.NullMarked;
