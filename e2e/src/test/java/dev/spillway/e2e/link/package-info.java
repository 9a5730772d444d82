/** The link by its real programs, as a user starts them. */
@NullMarked
package dev.spillway.e2e.link;

import org.jspecify.annotations.NullMarked;
