package dev.spillway.demo.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ResolverTest {
  private static final long SECOND = 1_000_000_000L;

  private final AtomicLong now = new AtomicLong();
  private final List<String> asked = new ArrayList<>();
  private String address = "203.0.113.10";
  private boolean down;

  private DnsAnswer ask(String source) throws IOException {
    asked.add(source);
    if (down) {
      throw new IOException("no answer");
    }
    return new DnsAnswer(List.of(address), 2);
  }

  @Test
  void keepsAnAnswerForItsTtlAndNoLonger() throws IOException {
    Resolver honest = new Resolver("198.18.1.1", this::ask, now::get, 1);
    assertThat(honest.resolve().addresses()).containsExactly("203.0.113.10");
    address = "198.51.100.10";
    now.set(2 * SECOND - 1);
    assertThat(honest.resolve().addresses()).containsExactly("203.0.113.10");
    now.set(2 * SECOND);
    assertThat(honest.resolve().addresses()).containsExactly("198.51.100.10");
    assertThat(asked).containsExactly("198.18.1.1", "198.18.1.1");
  }

  @Test
  void aStaleOneKeepsItFarLonger() throws IOException {
    Resolver stale = new Resolver("198.18.1.1", this::ask, now::get, 10);
    stale.resolve();
    now.set(20 * SECOND - 1);
    stale.resolve();
    assertThat(asked).hasSize(1);
    now.set(20 * SECOND);
    stale.resolve();
    assertThat(asked).hasSize(2);
  }

  @Test
  void goesOnWithTheOldAnswerWhenTheNameServerIsSilent() throws IOException {
    Resolver resolver = new Resolver("198.18.1.1", this::ask, now::get, 1);
    resolver.resolve();
    down = true;
    now.set(5 * SECOND);
    assertThat(resolver.resolve().addresses()).containsExactly("203.0.113.10");
    assertThat(resolver.failures.sum()).isEqualTo(1);
    Resolver fresh = new Resolver("198.18.1.2", this::ask, now::get, 1);
    assertThatThrownBy(fresh::resolve).isInstanceOf(IOException.class);
  }

  @Test
  void aClientKeepsItsResolverAndSomeResolversAreStale() throws IOException {
    Resolvers all = new Resolvers(400, 20_000, "198.18", 0.05, 1, this::ask, now::get);
    assertThat(all.of(17)).isSameAs(all.of(17));
    for (int client = 0; client < 20_000; client++) {
      all.of(client).resolve();
    }
    assertThat(asked).hasSize(400).doesNotHaveDuplicates();
    now.set(2 * SECOND);
    for (int client = 0; client < 20_000; client++) {
      all.of(client).resolve();
    }
    assertThat(asked).hasSize(400 + 380);
  }
}
