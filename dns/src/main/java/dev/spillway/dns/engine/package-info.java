/** Carries bytes between sockets and the answer function, over UDP and TCP, and counts. */
@NullMarked
package dev.spillway.dns.engine;

import org.jspecify.annotations.NullMarked;
