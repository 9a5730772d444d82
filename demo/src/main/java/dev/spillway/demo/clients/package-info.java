/**
 * Virtual clients that obey DNS: an open loop of requests at a trace's rate, sent to the addresses
 * that their resolvers answer. It runs as a process of its own, so that it can stand in the
 * internet's network namespace.
 */
@NullMarked
package dev.spillway.demo.clients;

import org.jspecify.annotations.NullMarked;
