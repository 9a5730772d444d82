package dev.spillway.policy;

import dev.spillway.core.Decision;

/**
 * What {@link Policy#decide} gives back.
 *
 * @param decision what is wanted now
 * @param memory to be handed in at the next tick
 */
public record Decided(Decision decision, Memory memory) {}
