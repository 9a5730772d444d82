package dev.spillway.control.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.control.store.Store.Durability;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptTest {
  private record Number(int n) {}

  private boolean failsAfterWriting;
  private Store store;

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    Store real = MvStore.open(folder.resolve("store"));
    store =
        (Store)
            Proxy.newProxyInstance(
                Store.class.getClassLoader(),
                new Class<?>[] {Store.class},
                (proxy, method, args) -> call(real, failsAfterWriting, method, args));
  }

  @AfterEach
  void close() throws Exception {
    store.close();
  }

  @Test
  void aWriteThatReachedTheFileAndFailedAfterwardsIsGoneOnFrom() throws Exception {
    Kept<Number> kept = Kept.load(store, "a", Number.class, new Number(0));
    kept.set(new Number(1), Durability.NOW);
    failsAfterWriting = true;
    assertThatThrownBy(() -> kept.set(new Number(2), Durability.NOW))
        .isInstanceOf(StoreException.class);
    assertThat(kept.get()).isEqualTo(new Number(1));
    failsAfterWriting = false;
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

  /** The store, but that a write may say that it failed after it was done. */
  private static Object call(Store real, boolean fails, Method method, Object[] args)
      throws Throwable {
    try {
      Object answer = method.invoke(real, args);
      if (fails && method.getName().equals("put")) {
        throw new StoreException("the disk did not say that it has it");
      }
      return answer;
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
