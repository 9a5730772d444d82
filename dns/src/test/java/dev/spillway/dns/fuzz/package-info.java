/** What the tests share that send changed bytes: the corpora, the changes, their time. */
@NullMarked
package dev.spillway.dns.fuzz;

import org.jspecify.annotations.NullMarked;
