/** What the tests share that send changed bytes: the corpus, the changes, and the time for them. */
@NullMarked
package dev.spillway.dns.fuzz;

import org.jspecify.annotations.NullMarked;
