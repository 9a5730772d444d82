package dev.spillway.core;

/** How the digest of a running instance is known. */
public enum Proof {
  /** The platform hashed what runs. */
  MEASURED,
  /** The orchestrator names the image digest. */
  ATTESTED,
  /** The app says so. */
  REPORTED
}
