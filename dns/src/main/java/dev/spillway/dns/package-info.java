@NullMarked
package dev.spillway.dns;

import org.jspecify.annotations.NullMarked;
