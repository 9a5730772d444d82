package dev.spillway.core;

/**
 * One immutable artifact, the same on every site.
 *
 * @param digest the artifact's name
 * @param fileName its last path element when it was handed over, such as {@code storefront.jar}
 */
public record Release(Digest digest, String fileName) {
  public Release {
    if (fileName.isEmpty() || fileName.contains("/") || fileName.startsWith(".")) {
      throw new IllegalArgumentException("not a plain file name: '" + fileName + "'");
    }
  }
}
