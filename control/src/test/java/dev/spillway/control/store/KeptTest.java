package dev.spillway.control.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.control.store.Store.Durability;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class KeptTest {
  private record Number(int n) {}

  private final Memory store = new Memory();

  @Test
  void aWriteThatReachedTheFileAndFailedAfterwardsIsGoneOnFrom() throws Exception {
    Kept<Number> kept = Kept.load(store, "a", Number.class, new Number(0));
    kept.set(new Number(1), Durability.NOW);
    store.failsAfterWriting = true;
    assertThatThrownBy(() -> kept.set(new Number(2), Durability.NOW))
        .isInstanceOf(StoreException.class);
    assertThat(kept.get()).isEqualTo(new Number(1));
    store.failsAfterWriting = false;
    kept.set(new Number(3), Durability.NOW);
    assertThat(kept.get()).isEqualTo(new Number(3));
    assertThat(store.get("a")).hasValue(new Store.Entry(3, "{\"n\":3}"));
  }

  @Test
  void aWriteOfAnotherControllerIsNotWrittenOver() throws Exception {
    Kept<Number> kept = Kept.load(store, "a", Number.class, new Number(0));
    Kept.load(store, "a", Number.class, new Number(0)).set(new Number(7), Durability.NOW);
    assertThatThrownBy(() -> kept.set(new Number(1), Durability.NOW))
        .hasMessageContaining("changed by another controller");
  }

  /** Values only. */
  private static final class Memory implements Store {
    private final Map<String, Entry> values = new HashMap<>();
    private boolean failsAfterWriting;

    @Override
    public Optional<Entry> get(String key) {
      return Optional.ofNullable(values.get(key));
    }

    @Override
    public OptionalLong put(String key, long expected, String text, Durability durability)
        throws StoreException {
      long version = get(key).map(Entry::version).orElse(0L);
      if (version != expected) {
        return OptionalLong.empty();
      }
      values.put(key, new Entry(version + 1, text));
      if (failsAfterWriting) {
        throw new StoreException("the disk did not say that it has it");
      }
      return OptionalLong.of(version + 1);
    }

    @Override
    public void append(String log, long seq, String text, Durability durability) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<Line> after(String log, long seq, int limit) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<Line> latest(String log, int limit) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void keepNewest(String log, int count) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void trim(String log, long seq) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long highestSeq() {
      return 0;
    }

    @Override
    public Optional<String> trouble() {
      return Optional.empty();
    }

    @Override
    public void close() {}
  }
}
