package dev.spillway.control.loop;

import dev.spillway.core.Machine;
import dev.spillway.core.Now;
import dev.spillway.core.Reading;
import dev.spillway.core.Signal;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The last readings of a site's sources, each with its time: the first source that knows wins. */
record Readings(List<Timed> all) {
  /**
   * @param nanos when it was read, on the monotonic clock
   */
  record Timed(Reading reading, long nanos) {
    private Signal signal(double value, Now now) {
      return new Signal(value, age(now));
    }

    private Stream<SeenMachine> machines(Now now) {
      return reading.machines().stream().map(machine -> new SeenMachine(machine, age(now)));
    }

    /** As old as what the source read was, and the time since. */
    private Duration age(Now now) {
      return now.since(nanos).plus(reading.age());
    }
  }

  /**
   * @param age since its cloud was asked
   */
  record SeenMachine(Machine machine, Duration age) {}

  Readings {
    all = List.copyOf(all);
  }

  @Nullable Signal signal(Function<Reading, @Nullable Double> field, Now now) {
    for (Timed timed : all) {
      Double value = field.apply(timed.reading());
      if (value != null) {
        return timed.signal(value, now);
      }
    }
    return null;
  }

  /** How much is used of what must not be used up, each as its latest reading has it. */
  Map<String, Signal> used(Now now) {
    Map<String, Signal> used = new HashMap<>();
    for (Timed timed : all) {
      timed
          .reading()
          .used()
          .forEach((name, part) -> used.putIfAbsent(name, timed.signal(part, now)));
    }
    return used;
  }

  /** Those that the site depends on, each with the time since it was seen. */
  List<SeenMachine> machines(Now now) {
    return all.stream().flatMap(timed -> timed.machines(now)).toList();
  }

  private Reading merged() {
    return Reading.merge(all.stream().map(Timed::reading).toList());
  }

  Map<String, Boolean> health() {
    return merged().health();
  }

  Map<String, String> reasons() {
    return merged().reasons();
  }

  Map<String, Double> demandOf() {
    return merged().demandOf();
  }
}
