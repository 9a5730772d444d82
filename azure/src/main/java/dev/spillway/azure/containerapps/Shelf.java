package dev.spillway.azure.containerapps;

import dev.spillway.azure.SecretText;
import dev.spillway.core.AdapterException;
import dev.spillway.core.AdapterSpec;
import java.net.InetAddress;
import java.util.regex.Pattern;

/**
 * Where images lie.
 *
 * @param repository {@code REGISTRY/PATH}
 * @param base image by digest
 * @param user empty when the registry asks for none
 * @param password a reference to it, or itself; read when it is used
 * @param identity that the cloud pulls with; empty for user and password
 */
record Shelf(String repository, String base, String user, String password, String identity) {
  private static final Pattern BASE = Pattern.compile(".+/.+@sha256:[0-9a-f]{64}");

  static Shelf read(AdapterSpec spec) throws AdapterException.Invalid {
    String base = ContainerAppsSettings.need(spec, "base-image");
    if (!BASE.matcher(base).matches()) {
      throw new AdapterException.Invalid(
          "base-image: '" + base + "' has no digest: write REGISTRY/PATH@sha256:DIGEST");
    }
    String user = spec.text("registry-user").orElse("");
    String password = spec.text("registry-password").orElse("");
    if (user.isEmpty() != password.isEmpty()) {
      throw new AdapterException.Invalid(
          "registry-user and registry-password: one is missing; write both or none");
    }
    return new Shelf(
        ContainerAppsSettings.need(spec, "repository"),
        base,
        user,
        password,
        spec.text("registry-identity").orElse(""));
  }

  /** The part before the first slash. */
  static String server(String image) {
    return image.substring(0, image.indexOf('/'));
  }

  String server() {
    return server(repository);
  }

  /** The part of a repository, or of an image, between registry and digest. */
  static String path(String image) {
    String path = image.substring(image.indexOf('/') + 1);
    int at = path.indexOf('@');
    return at < 0 ? path : path.substring(0, at);
  }

  boolean signsIn() {
    return !user.isEmpty();
  }

  /** The cloud pulls with user and password, which it must be told. */
  boolean cloudSignsIn() {
    return signsIn() && identity.isEmpty();
  }

  /** The password itself. */
  String secret() throws AdapterException.Invalid {
    return SecretText.read("registry-password", password);
  }

  /** A registry on this machine is spoken to in the clear; no other is. */
  static boolean loopback(String server) {
    String host = server.replaceFirst(":\\d+$", "");
    try {
      return host.equals("localhost") || InetAddress.ofLiteral(host).isLoopbackAddress();
    } catch (IllegalArgumentException aName) {
      return false;
    }
  }

  @Override
  public String toString() {
    return "Shelf[" + repository + ", base " + base + "]";
  }
}
