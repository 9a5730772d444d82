package dev.spillway.azure.client;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Who signs in, and how that is proved. */
public sealed interface SignIn {

  /** A service principal by its secret. */
  record Secret(String tenant, String client, String secret) implements SignIn {
    @Override
    public String toString() {
      return "Secret[" + tenant + ", " + client + "]";
    }
  }

  /**
   * A service principal by its certificate.
   *
   * @param certificate PEM (with its private key) or PFX
   * @param password of a PFX; null for none
   */
  record Certificate(String tenant, String client, Path certificate, @Nullable String password)
      implements SignIn {
    @Override
    public String toString() {
      return "Certificate[" + tenant + ", " + client + ", " + certificate + "]";
    }
  }

  /**
   * The identity of the machine that this runs on.
   *
   * @param client of a user-assigned identity; null for the system-assigned one
   */
  record Managed(@Nullable String client) implements SignIn {}

  /** A token that a pipeline or Kubernetes puts into a file. */
  record Workload(String tenant, String client, Path tokenFile) implements SignIn {}

  /**
   * Whoever is signed in to the {@code az} command of this user.
   *
   * @param tenant null for its default
   */
  record Cli(@Nullable String tenant) implements SignIn {}
}
