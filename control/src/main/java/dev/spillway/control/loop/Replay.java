package dev.spillway.control.loop;

import dev.spillway.control.store.Event;
import dev.spillway.control.store.Json;
import dev.spillway.core.Decision;
import dev.spillway.policy.Policy;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Makes logged decisions again, by the same code and from what they were made from. */
public final class Replay {
  private Replay() {}

  /**
   * @param decisions how many were made again
   * @param differences one line for each that came out otherwise or could not be read
   */
  public record Result(int decisions, List<String> differences) {
    public Result {
      differences = List.copyOf(differences);
    }

    public boolean equal() {
      return differences.isEmpty();
    }
  }

  /** Events that are no decisions are passed over. */
  public static Result verify(List<Event> events) {
    int count = 0;
    List<String> differences = new ArrayList<>();
    for (Event event : events) {
      JsonNode data = event.data();
      if (event.kind() != Event.Kind.DECISION || data == null) {
        continue;
      }
      count++;
      try {
        check(event, Json.of(data, DecisionRecord.class), differences);
      } catch (IllegalArgumentException e) {
        differences.add("event " + event.seq() + " cannot be read: " + e.getMessage());
      }
    }
    return new Result(count, differences);
  }

  private static void check(Event event, DecisionRecord made, List<String> differences) {
    Decision again =
        Policy.decide(made.rules(), made.memory(), made.observation(), made.now()).decision();
    if (!again.equals(made.decision())) {
      differences.add(
          "event " + event.seq() + ": logged " + made.decision() + ", made again " + again);
    }
  }
}
