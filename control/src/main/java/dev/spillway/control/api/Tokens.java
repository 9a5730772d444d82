package dev.spillway.control.api;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

/** The two secrets that open the API: one for operators, one for viewers. */
public final class Tokens {
  /** Who asks. */
  enum Role {
    VIEWER,
    OPERATOR
  }

  private static final System.Logger LOG = System.getLogger(Tokens.class.getName());
  private static final int BYTES = 24;
  private final String operator;
  private final String viewer;

  private Tokens(String operator, String viewer) {
    this.operator = operator;
    this.viewer = viewer;
  }

  /** Reads {@code token} and {@code viewer-token} in the state folder, made at the first start. */
  public static Tokens load(Path state) throws IOException {
    Files.createDirectories(state);
    return new Tokens(token(state.resolve("token")), token(state.resolve("viewer-token")));
  }

  private static String token(Path file) throws IOException {
    if (Files.exists(file)) {
      onlyForOwner(file);
      String text = Files.readString(file).strip();
      if (text.length() < 16) {
        throw new IOException(file + " holds no token of 16 characters or more; delete it");
      }
      return text;
    }
    byte[] random = new byte[BYTES];
    new SecureRandom().nextBytes(random);
    String text = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    FileAttribute<Set<PosixFilePermission>> owner =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    // Written aside and moved, so that a crash leaves no file without a token in it.
    Path aside = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(aside);
    Files.createFile(aside, owner);
    Files.writeString(aside, text + "\n", StandardOpenOption.WRITE);
    Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
    return text;
  }

  /** A copied or restored state folder may have made it readable for all. */
  private static void onlyForOwner(Path file) throws IOException {
    Set<PosixFilePermission> allowed = PosixFilePermissions.fromString("rw-------");
    Set<PosixFilePermission> found = Files.getPosixFilePermissions(file);
    if (!allowed.containsAll(found)) {
      Files.setPosixFilePermissions(file, allowed);
      LOG.log(
          System.Logger.Level.WARNING,
          file
              + ": "
              + PosixFilePermissions.toString(found)
              + " -> rw-------: others could read this token; replace it if they may have");
    }
  }

  public String operator() {
    return operator;
  }

  public String viewer() {
    return viewer;
  }

  /** The role that a token gives; empty for an unknown one. Takes the same time for any token. */
  Optional<Role> role(String token) {
    boolean isOperator = same(token, operator);
    boolean isViewer = same(token, viewer);
    return isOperator
        ? Optional.of(Role.OPERATOR)
        : isViewer ? Optional.of(Role.VIEWER) : Optional.empty();
  }

  private static boolean same(String a, String b) {
    return MessageDigest.isEqual(
        a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
  }
}
