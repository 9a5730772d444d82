package dev.spillway.core;

/**
 * What a platform can do.
 *
 * @param scales instances can be started and stopped one by one
 * @param toZero nothing is billed when no instance runs
 * @param failedBill an instance that failed holds what is billed until it is stopped
 * @param proof the best proof of a digest that it gives
 */
public record PlatformTraits(boolean scales, boolean toZero, boolean failedBill, Proof proof) {}
