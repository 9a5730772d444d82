package dev.spillway.core;

/**
 * What a platform can do.
 *
 * @param scales instances can be started and stopped one by one
 * @param toZero nothing is billed when no instance runs
 * @param proof the best proof of a digest that it gives
 */
public record PlatformTraits(boolean scales, boolean toZero, Proof proof) {}
