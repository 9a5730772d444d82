package dev.spillway.azure.fake;

/** A resource provider of the fake. Called by many threads. */
public interface Provider {
  /** Whether this provider knows the resources at this request's path. */
  boolean handles(Request request);

  Response answer(Request request);

  /**
   * Whether a request is one of the Resource Manager's, that the official descriptions may cover;
   * others (Kudu) bring their own credentials and are not logged as such.
   */
  default boolean arm() {
    return true;
  }
}
