package dev.spillway.azure.site;

import dev.spillway.core.AdapterException;
import dev.spillway.core.Digest;
import dev.spillway.core.Release;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What was asked for, on the disk before anything follows from it. Settings are secrets and are not
 * kept: an instance whose settings had not reached the site when a controller ended has failed.
 *
 * @param release that all instances shall run; null before the first
 * @param instances in the order in which they were asked for
 */
public record Wish(@Nullable Release release, List<Wanted> instances) {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  public static final Wish NOTHING = new Wish(null, List.of());

  public Wish {
    instances = List.copyOf(instances);
  }

  /**
   * @param stopping it shall go
   * @param configured the settings that it was asked for with have reached the site
   */
  public record Wanted(String id, Instant asked, boolean stopping, boolean configured) {}

  public Optional<Wanted> instance(String id) {
    return instances.stream().filter(i -> i.id().equals(id)).findFirst();
  }

  /** Those that shall be there. */
  public List<Wanted> standing() {
    return instances.stream().filter(i -> !i.stopping()).toList();
  }

  public Wish start(String id, Release what, Instant now) {
    List<Wanted> more = new ArrayList<>(instances);
    more.add(new Wanted(id, now, false, false));
    return new Wish(what, more);
  }

  public Wish stop(String id) {
    return new Wish(
        release,
        instances.stream()
            .map(i -> i.id().equals(id) ? new Wanted(i.id(), i.asked(), true, i.configured()) : i)
            .toList());
  }

  public Wish without(List<String> gone) {
    return new Wish(release, instances.stream().filter(i -> !gone.contains(i.id())).toList());
  }

  /** The settings that these were asked for with have reached the site. */
  Wish configured(Wish sent) {
    return new Wish(
        release,
        instances.stream()
            .map(i ->
                sent.instance(i.id()).isPresent()
                    ? new Wanted(i.id(), i.asked(), i.stopping(), true)
                    : i)
            .toList());
  }

  public boolean allConfigured() {
    return standing().stream().allMatch(Wanted::configured);
  }

  static Wish load(Path file) throws AdapterException {
    try {
      JsonNode tree = JSON.readTree(Files.readString(file));
      List<Wanted> all = new ArrayList<>();
      for (JsonNode one : tree.path("instances")) {
        all.add(
            new Wanted(
                one.path("id").asString(),
                Instant.parse(one.path("asked").asString()),
                one.path("stopping").asBoolean(),
                one.path("configured").asBoolean()));
      }
      JsonNode release = tree.path("release");
      return new Wish(
          release.isObject()
              ? new Release(
                  new Digest(release.path("digest").asString()), release.path("file").asString())
              : null,
          all);
    } catch (NoSuchFileException e) {
      return NOTHING;
    } catch (IOException | JacksonException | IllegalArgumentException e) {
      throw new AdapterException.Invalid(
          file + " cannot be read: " + e.getMessage() + "; remove it to begin from nothing", e);
    }
  }

  void save(Path file) throws AdapterException {
    ObjectNode tree = JSON.createObjectNode();
    Release what = release;
    if (what != null) {
      tree.putObject("release").put("digest", what.digest().hex()).put("file", what.fileName());
    }
    ArrayNode all = tree.putArray("instances");
    for (Wanted one : instances) {
      all.addObject()
          .put("id", one.id())
          .put("asked", one.asked().toString())
          .put("stopping", one.stopping())
          .put("configured", one.configured());
    }
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      Files.createDirectories(file.getParent());
      Files.write(part, JSON.writeValueAsBytes(tree));
      try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new AdapterException.Transient("cannot write " + file + ": " + e, e);
    }
  }
}
