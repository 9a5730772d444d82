/** Steering by Azure: Traffic Manager, which has weights, and Azure DNS, which has none. */
@NullMarked
package dev.spillway.azure.steering;

import org.jspecify.annotations.NullMarked;
