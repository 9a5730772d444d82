package dev.spillway.platforms;

import dev.spillway.core.Digest;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Hashes the artifact that a process really runs. The file is read through the process's own handle
 * in {@code /proc/PID}: its program, an open file or a mapping, so a file that was replaced or
 * deleted under the same name does not deceive; only when it holds none, the staged file that its
 * command line names is read. For one thread at a time.
 *
 * <p>A file is hashed once for each (device, inode, size, times of change): the kernel sets the
 * last of these itself, so writing into a file cannot keep them all.
 */
final class Measure {
  private static final int REMEMBERED = 64;

  private static final String STATE = "unix:dev,ino,size,lastModifiedTime,ctime";

  private final Map<Map<String, ?>, Digest> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Map<String, ?>, Digest> eldest) {
          return size() > REMEMBERED;
        }
      };
  private final Map<Long, Path> handles = new HashMap<>();

  /**
   * The digest of the artifact as the process has it.
   *
   * @param artifact the real path of the staged file
   * @return empty when the process shows no sign of that file, or is gone
   */
  Optional<Digest> of(long pid, Path artifact) {
    try {
      Optional<Path> handle = handle(pid, artifact);
      return handle.isEmpty() ? Optional.empty() : Optional.of(digest(handle.get()));
    } catch (IOException gone) {
      return Optional.empty();
    }
  }

  /** Forgets processes that are not listed. */
  void keep(List<Long> pids) {
    handles.keySet().retainAll(pids);
  }

  private Optional<Path> handle(long pid, Path artifact) {
    Path last = handles.get(pid);
    if (last != null && shows(last, artifact)) {
      return Optional.of(last);
    }
    Path folder = Proc.folder(pid);
    Optional<Path> found =
        Optional.of(folder.resolve("exe"))
            .filter(p -> shows(p, artifact))
            .or(() -> in(folder.resolve("fd"), artifact))
            .or(() -> in(folder.resolve("map_files"), artifact));
    found.ifPresent(p -> handles.put(pid, p));
    boolean named = Proc.commandLine(pid).contains(artifact.toString());
    return found.or(() -> named ? Optional.of(artifact) : Optional.empty());
  }

  private static Optional<Path> in(Path folder, Path artifact) {
    try (DirectoryStream<Path> links = Files.newDirectoryStream(folder)) {
      for (Path link : links) {
        if (shows(link, artifact)) {
          return Optional.of(link);
        }
      }
      return Optional.empty();
    } catch (IOException goneOrNotOurs) {
      return Optional.empty();
    }
  }

  private static boolean shows(Path link, Path artifact) {
    try {
      String target = Files.readSymbolicLink(link).toString();
      return target.equals(artifact.toString()) || target.equals(artifact + " (deleted)");
    } catch (IOException gone) {
      return false;
    }
  }

  private Digest digest(Path file) throws IOException {
    Map<String, ?> before = Files.readAttributes(file, STATE);
    Digest cached = known.get(before);
    if (cached != null) {
      return cached;
    }
    Digest digest = Digest.of(file);
    if (Files.readAttributes(file, STATE).equals(before)) {
      known.put(before, digest);
    }
    return digest;
  }
}
