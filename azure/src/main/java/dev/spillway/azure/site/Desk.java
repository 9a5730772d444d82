package dev.spillway.azure.site;

import dev.spillway.core.AdapterException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Where the wish lies: on the disk before it is seen. Safe for any thread. */
public final class Desk {
  private final Path file;
  private Wish wish;
  private @Nullable Map<String, String> settings;
  private long version;

  public Desk(Path file) throws AdapterException {
    this.file = file;
    this.wish = Wish.load(file);
  }

  /** What is wanted at one moment. */
  public record Order(Wish wish, @Nullable Map<String, String> settings, long version) {
    /** A controller ended before it had sent settings, which nobody else knows. */
    public boolean lost(Wish.Wanted one) {
      return !one.configured() && settings == null;
    }

    /** Nothing that stands could run. */
    public boolean allLost() {
      return wish.standing().stream().allMatch(this::lost);
    }

    @Override
    public String toString() {
      return "Order[" + wish + "]";
    }
  }

  public synchronized Order order() {
    return new Order(wish, settings, version);
  }

  /** Nothing was ever asked for on this state folder. */
  public boolean untouched() {
    return !Files.exists(file);
  }

  public synchronized void change(UnaryOperator<Wish> how) throws AdapterException {
    Wish next = how.apply(wish);
    if (!next.equals(wish) || untouched()) {
      next.save(file);
      wish = next;
      version++;
    }
  }

  public synchronized void start(UnaryOperator<Wish> how, Map<String, String> with)
      throws AdapterException {
    change(how);
    settings = Map.copyOf(with);
  }

  /** These settings have reached the site; others may have been asked for meanwhile. */
  public synchronized void configured(Order order) throws AdapterException {
    if (!order.wish().allConfigured()) {
      change(now -> now.configured(order.wish()));
    }
  }
}
