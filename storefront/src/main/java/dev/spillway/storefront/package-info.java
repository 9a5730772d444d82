/**
 * A small web shop with its data in PostgreSQL: catalogue, customers, orders. It is configured by
 * environment variables alone and knows nothing of where it runs.
 */
@NullMarked
package dev.spillway.storefront;

import org.jspecify.annotations.NullMarked;
