/** What must survive a restart: versioned values, the event log, and their JSON form. */
@NullMarked
package dev.spillway.control.store;

import org.jspecify.annotations.NullMarked;
