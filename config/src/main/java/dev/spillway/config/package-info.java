/** Reads {@code controller.yaml} and the apps' files, and says all mistakes at once. */
@NullMarked
package dev.spillway.config;

import org.jspecify.annotations.NullMarked;
