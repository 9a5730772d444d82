/** One loop for each app: observe, decide, plan, apply; and what people want to see of it. */
@NullMarked
package dev.spillway.control.loop;

import org.jspecify.annotations.NullMarked;
