@NullMarked
package dev.spillway.signals;

import org.jspecify.annotations.NullMarked;
