/**
 * The whole story on one machine: a shop with its database at home, a public cloud, clients that
 * obey DNS, a recorded evening of traffic, and Spillway between them; measured and checked.
 */
@NullMarked
package dev.spillway.demo;

import org.jspecify.annotations.NullMarked;
