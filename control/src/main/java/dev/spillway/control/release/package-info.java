/** Releases, their artifacts, and the deployments that bring them to every site. */
@NullMarked
package dev.spillway.control.release;

import org.jspecify.annotations.NullMarked;
