/** Adapters that publish shares: steering targets. */
@NullMarked
package dev.spillway.steering;

import org.jspecify.annotations.NullMarked;
