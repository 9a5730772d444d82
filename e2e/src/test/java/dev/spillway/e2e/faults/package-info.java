/** What breaks during a burst, with real processes: what Spillway does, and what clients lose. */
@NullMarked
package dev.spillway.e2e.faults;

import org.jspecify.annotations.NullMarked;
