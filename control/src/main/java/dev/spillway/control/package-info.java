/**
 * The controller: one loop for each app, the store, events, releases, cost and the API. {@link
 * dev.spillway.control.Controller} starts it all.
 */
@NullMarked
package dev.spillway.control;

import org.jspecify.annotations.NullMarked;
