/**
 * The demo's world on one machine: network namespaces for the internet, home, the data network and
 * the cloud, a real PostgreSQL, and the processes that run in them. Nothing of it is left behind.
 */
@NullMarked
package dev.spillway.demo.world;

import org.jspecify.annotations.NullMarked;
