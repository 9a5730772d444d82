/** A small web shop that knows nothing of Spillway: the demo's app. */
@NullMarked
package dev.spillway.storefront;

import org.jspecify.annotations.NullMarked;
