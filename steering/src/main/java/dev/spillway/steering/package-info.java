@NullMarked
package dev.spillway.steering;

import org.jspecify.annotations.NullMarked;
