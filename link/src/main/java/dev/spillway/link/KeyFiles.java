package dev.spillway.link;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files of a folder of keys, with the rights that they must have. */
final class KeyFiles {
  static final String SECRET = "rw-------";
  static final String PUBLIC = "rw-r--r--";

  private KeyFiles() {}

  /** A file that nobody else may use. */
  static String readPrivate(Path file) throws IOException {
    String text = read(file);
    Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
    if (mode.stream().anyMatch(right -> !right.name().startsWith("OWNER"))) {
      throw new IOException(
          "%s can be used by other users (%s); run: chmod 600 %s"
              .formatted(file, PosixFilePermissions.toString(mode), file));
    }
    return text;
  }

  static String read(Path file) throws IOException {
    try {
      return Files.readString(file, StandardCharsets.US_ASCII);
    } catch (NoSuchFileException e) {
      throw new IOException("no keys: " + file + " is missing; make them with 'spillway init'", e);
    }
  }

  static void folder(Path dir) throws IOException {
    Set<PosixFilePermission> mode = PosixFilePermissions.fromString("rwx------");
    Path parent = dir.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    if (!Files.isDirectory(dir)) {
      Files.createDirectory(dir, PosixFilePermissions.asFileAttribute(mode));
    }
    Files.setPosixFilePermissions(dir, mode);
  }

  /** Makes a file that must not exist. */
  static void write(Path file, String text, String mode) throws IOException {
    Set<PosixFilePermission> rights = PosixFilePermissions.fromString(mode);
    Set<StandardOpenOption> options =
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (var out =
        Files.newByteChannel(file, options, PosixFilePermissions.asFileAttribute(rights))) {
      out.write(StandardCharsets.US_ASCII.encode(text));
    }
  }

  /** Puts new content in the place of a file at once: a reader sees the old or the new one. */
  static void replace(Path file, String text, String mode) throws IOException {
    Path fresh = file.resolveSibling("." + file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    write(fresh, text, mode);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
