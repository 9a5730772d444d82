package dev.spillway.azure.client;

/** What a call does to its resource. */
public enum Verb {
  GET,
  PUT,
  PATCH,
  DELETE,
  POST
}
