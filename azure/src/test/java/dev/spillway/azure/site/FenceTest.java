package dev.spillway.azure.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.core.AdapterException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A line of the table for each test. */
class FenceTest {
  @TempDir Path folder;
  private final ObjectNode plan = JsonNodeFactory.instance.objectNode();
  private final Fence mine = new Fence("here", new Random(1));
  private final Fence other = new Fence("there", new Random(2));

  @Test
  void withoutAPlanOrWithOurMarkEverythingMayBeChanged() throws Exception {
    mine.check(List.of());
    mine.mark(plan);
    mine.check(List.of(plan));
    assertThat(mine.marked(plan)).isTrue();
    assertThat(plan.toString()).contains("\"spillway-number\":\"1\"");
  }

  @Test
  void aPlanWithoutAMarkIsMarkedFirst() throws Exception {
    mine.check(List.of());
    mine.check(List.of(plan));
    assertThat(mine.marked(plan)).isFalse();
  }

  @Test
  void theLastToBeginTakesOverWithTheNextNumber() throws Exception {
    other.mark(plan);
    other.mark(plan);
    mine.check(List.of(plan));
    assertThat(mine.marked(plan)).isFalse();
    mine.mark(plan);
    assertThat(plan.toString()).contains("\"spillway-number\":\"3\"");
    assertThatThrownBy(() -> other.check(List.of(plan)))
        .isInstanceOf(AdapterException.Refused.class);
  }

  @Test
  void plansInTwoRegionsAreTakenOverTogether() throws Exception {
    ObjectNode second = JsonNodeFactory.instance.objectNode();
    other.mark(plan);
    other.mark(second);
    mine.check(List.of(plan, second));
    mine.mark(plan);
    mine.mark(second);
    mine.check(List.of(plan, second));
    assertThat(second.toString()).contains("\"spillway-number\":\"4\"");
  }

  @Test
  void oneThatComesLaterIsAtWork() throws Exception {
    mine.check(List.of());
    other.mark(plan);
    assertThatThrownBy(() -> mine.check(List.of(plan)))
        .isInstanceOf(AdapterException.Refused.class)
        .hasMessageContaining("write 1 of there.");
    mine.check(List.of()); // as soon as it has gone
  }

  @Test
  void aReadThatIsBehindOurOwnWriteIsNoReasonToGiveUp() throws Exception {
    other.mark(plan);
    ObjectNode before = plan.deepCopy();
    mine.check(List.of(plan));
    assertThat(mine.marked(plan)).isFalse();
    mine.mark(plan);
    assertThatThrownBy(() -> mine.check(List.of(before)))
        .isInstanceOf(AdapterException.Transient.class)
        .hasMessageContaining("the read is behind");
    mine.check(List.of(plan));
    assertThat(mine.marked(plan)).isTrue();
  }

  @Test
  void theNextProcessOnAFolderIsNoStranger() throws Exception {
    Path file = folder.resolve("state/id");
    String id = Fence.folder(file, new Random(3));
    assertThat(Fence.folder(file, new Random(4))).isEqualTo(id);
    new Fence(id, new Random(5)).mark(plan);
    assertThat(new Fence(id, new Random(6)).strange(plan)).isFalse();
    assertThat(mine.strange(plan)).isTrue();
    assertThat(new Fence(id, new Random(6)).marked(plan)).as("a mark of its own").isFalse();
  }
}
