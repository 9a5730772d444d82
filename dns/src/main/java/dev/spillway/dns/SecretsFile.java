package dev.spillway.dns;

import dev.spillway.core.AdapterException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/**
 * The {@link ServerSecrets} in a folder, mode 600, replaced atomically: a line in hexadecimal. The
 * controller makes it once; a node keeps what it got. For one writer at a time.
 */
public final class SecretsFile {
  private static final System.Logger LOG = System.getLogger(SecretsFile.class.getName());

  private final Path file;

  /**
   * @param folder the steering table's
   */
  public SecretsFile(Path folder) {
    this.file = folder.resolve("servers.secret");
  }

  /** Empty when there is none, or when it cannot be used, which is said. */
  public Optional<ServerSecrets> read() {
    try {
      String text = Files.readString(file, StandardCharsets.US_ASCII).strip();
      return Optional.of(ServerSecrets.read(HexFormat.of().parseHex(text)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException | IllegalArgumentException e) {
      LOG.log(
          System.Logger.Level.ERROR,
          "dns: {0} cannot be used and is made anew by the controller: {1}",
          file,
          e.getMessage());
      return Optional.empty();
    }
  }

  /**
   * What is there; else new ones, saved.
   *
   * @throws AdapterException.Transient when they could not be saved
   */
  public ServerSecrets readOrMake() throws AdapterException.Transient {
    Optional<ServerSecrets> there = read();
    if (there.isPresent()) {
      return there.get();
    }
    ServerSecrets made = ServerSecrets.make();
    save(made);
    return made;
  }

  /**
   * @throws AdapterException.Transient when it could not; what was there stays
   */
  public void save(ServerSecrets secrets) throws AdapterException.Transient {
    Path next = file.resolveSibling(file.getFileName() + ".tmp");
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.deleteIfExists(next);
      try (FileChannel out =
          FileChannel.open(
              next,
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
        ByteBuffer text =
            StandardCharsets.US_ASCII.encode(HexFormat.of().formatHex(secrets.bytes()) + "\n");
        while (text.hasRemaining()) {
          out.write(text);
        }
        out.force(true);
      }
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new AdapterException.Transient(
          "dns: the secrets that name servers share cannot be saved in " + file + ": " + e, e);
    }
  }
}
