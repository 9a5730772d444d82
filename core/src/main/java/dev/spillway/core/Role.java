package dev.spillway.core;

/** What a site is to its app. */
public enum Role {
  /** Home: fixed capacity, next to the data. */
  PRIVATE,
  /** Rented and elastic: 0 to max instances. */
  PUBLIC
}
