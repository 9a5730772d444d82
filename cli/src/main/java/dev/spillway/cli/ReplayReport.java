package dev.spillway.cli;

import dev.spillway.control.loop.Replay;
import dev.spillway.control.store.Event;
import dev.spillway.control.store.Json;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/** What a replay of logged decisions came to. */
final class ReplayReport {
  private ReplayReport() {}

  /** Exit code 0 when every decision came out equal. */
  static int print(List<JsonNode> events, Output output) {
    Replay.Result result =
        Replay.verify(events.stream().map(e -> Json.of(e, Event.class)).toList());
    if (output.json()) {
      ObjectNode node = new ObjectMapper().createObjectNode();
      node.put("decisions", result.decisions()).put("equal", result.equal());
      result.differences().forEach(node.putArray("differences")::add);
      output.print(node);
    } else {
      result.differences().forEach(output::print);
      output.print(
          result.decisions()
              + " decisions computed again, "
              + result.differences().size()
              + " differ");
    }
    return result.equal() ? 0 : 1;
  }
}
