package dev.spillway.core;

/**
 * A named endpoint at home that the link may reach, and nothing else.
 *
 * @param at where it is, as seen from the agent
 * @param check how the link proves that it answers: {@code tcp} connects, {@code postgres} also
 *     waits for an answer of the database
 */
public record Service(Endpoint at, String check) {}
