@NullMarked
package dev.spillway.policy;

import org.jspecify.annotations.NullMarked;
