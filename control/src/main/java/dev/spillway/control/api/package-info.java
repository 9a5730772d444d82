/** The HTTP API, the event stream, the dashboard's files and the metrics. */
@NullMarked
package dev.spillway.control.api;

import org.jspecify.annotations.NullMarked;
