/** What the demo showed, as JSON for programs and as one HTML page with pictures for people. */
@NullMarked
package dev.spillway.demo.report;

import org.jspecify.annotations.NullMarked;
