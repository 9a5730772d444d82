/** The whole program and its dashboard, tested from outside. */
@NullMarked
package dev.spillway.e2e;

import org.jspecify.annotations.NullMarked;
