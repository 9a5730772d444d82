/**
 * Platforms: {@code local} keeps a site's instances and its gateway as processes of this machine;
 * {@code simulated} keeps them in memory. {@link dev.spillway.platforms.PlatformTypes} names them
 * for the configuration.
 */
@NullMarked
package dev.spillway.platforms;

import org.jspecify.annotations.NullMarked;
