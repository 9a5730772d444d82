/** What {@code spillway check --online} asks of a subscription before anything is made in it. */
@NullMarked
package dev.spillway.azure.check;

import org.jspecify.annotations.NullMarked;
