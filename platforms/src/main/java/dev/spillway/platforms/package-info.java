@NullMarked
package dev.spillway.platforms;

import org.jspecify.annotations.NullMarked;
