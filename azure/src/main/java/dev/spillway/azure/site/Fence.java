package dev.spillway.azure.site;

import dev.spillway.core.AdapterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Of two controllers with one name, only one changes what is in the cloud. No call of App Service
 * or Container Apps takes an etag, so the tags of the plan, or of the app, hold whose it is: an id
 * of the state folder with one of the process, and the number of the write. They are read before
 * each change and after each write of the plan:
 *
 * <pre>
 *   the plan's mark                        may this process change anything?
 *   no plan                                yes
 *   ours                                   yes
 *   none                                   yes, after marking it
 *   another's, at the first look           yes, after marking it: the last to begin takes over
 *   another's, with a smaller number       not now: the read is behind our own write
 *   another's                              no, as long as it is there
 * </pre>
 *
 * Between a look and the write that follows it another write may come in; who wrote last goes on
 * and the other finds out at its next look, so both never go on. Safe for any thread.
 */
public final class Fence {
  public static final String HOLDER_TAG = "spillway-holder";
  public static final String NUMBER_TAG = "spillway-number";

  private final String folder;
  private final String me;
  private boolean looked;
  private long number;

  /**
   * @param folder the state folder's id, which the next process on it has too
   */
  public Fence(String folder, RandomGenerator random) {
    this.folder = folder;
    this.me = folder + "." + id(random);
  }

  private static String id(RandomGenerator random) {
    byte[] id = new byte[6];
    random.nextBytes(id);
    return HexFormat.of().formatHex(id);
  }

  /**
   * The id of a state folder, made when it has none.
   *
   * @throws AdapterException.Transient when it can be neither read nor written
   */
  public static String folder(Path file, RandomGenerator random) throws AdapterException.Transient {
    try {
      if (!Files.exists(file)) {
        Files.createDirectories(file.getParent());
        Files.writeString(file, id(random));
      }
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new AdapterException.Transient("cannot keep this folder's id in " + file + ": " + e, e);
    }
  }

  /** At the first look: the plan is of a process on another state folder. */
  public synchronized boolean strange(JsonNode plan) {
    return !looked && !holder(plan).isEmpty() && !holder(plan).startsWith(folder + ".");
  }

  /**
   * To be called before anything is changed.
   *
   * @param plans under our owner's marks, as they were just read; those that are not {@link
   *     #marked} are to be marked before anything else is changed
   * @throws AdapterException.Refused when another process of this owner's is at work
   * @throws AdapterException.Transient when the read is older than our own last write
   */
  public synchronized void check(List<JsonNode> plans) throws AdapterException {
    boolean first = !looked;
    looked = true;
    for (JsonNode plan : plans) {
      if (first || holder(plan).isEmpty()) {
        number = Math.max(number, number(plan));
      } else if (!marked(plan)) {
        stop(holder(plan), number(plan));
      }
    }
  }

  private static String holder(JsonNode plan) {
    return plan.path("tags").path(HOLDER_TAG).asString("");
  }

  /** It bears the mark of this process. */
  public boolean marked(JsonNode plan) {
    return holder(plan).equals(me);
  }

  private void stop(String holder, long theirs) throws AdapterException {
    if (theirs < number) {
      throw new AdapterException.Transient(
          "the tags show the mark of write "
              + theirs
              + ", but write "
              + number
              + " was ours: the read is behind, or another controller of this name is at work");
    }
    throw new AdapterException.Refused(
        "another controller of this name is at work here (write "
            + theirs
            + " of "
            + holder
            + ", the last of this one was "
            + number
            + "). This one changes nothing. End the one that should not run; start this one again to"
            + " let it take over");
  }

  /** Puts our mark on a plan that is about to be written. */
  public synchronized void mark(ObjectNode plan) {
    looked = true;
    number++;
    plan.withObjectProperty("tags").put(HOLDER_TAG, me).put(NUMBER_TAG, Long.toString(number));
  }

  private static long number(JsonNode plan) {
    return Optional.of(plan.path("tags").path(NUMBER_TAG).asString(""))
        .filter(text -> text.matches("[0-9]{1,18}"))
        .map(Long::parseLong)
        .orElse(0L);
  }
}
