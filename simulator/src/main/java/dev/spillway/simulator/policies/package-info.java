/** What a simulation can be run with: Spillway's own policy and those to compare it with. */
@NullMarked
package dev.spillway.simulator.policies;

import org.jspecify.annotations.NullMarked;
