package dev.spillway.simulator.policies;

import java.util.ArrayList;
import java.util.List;

/**
 * When instances are to be started and stopped so that a needed number is always ready: every layer
 * of capacity by itself, started a warm-up before it is needed, kept over gaps up to a warm-up.
 */
final class Layers {
  /** One layer: the stretch that is needed now, and the one before it, which may grow together. */
  private static final class Layer {
    long openSince = -1;
    long from = -1;
    long to = -1;
  }

  private final long warmUp;
  private final Schedule schedule;
  private final List<Layer> layers = new ArrayList<>();
  private int needed;

  Layers(long warmUp, Schedule schedule) {
    this.warmUp = warmUp;
    this.schedule = schedule;
  }

  void need(long second, int count) {
    for (; needed < count; needed++) {
      if (layers.size() == needed) {
        layers.add(new Layer());
      }
      layers.get(needed).openSince = second;
    }
    for (; needed > count; needed--) {
      close(layers.get(needed - 1), second);
    }
  }

  private void close(Layer layer, long second) {
    if (layer.from >= 0 && layer.openSince - layer.to <= warmUp) {
      layer.to = second;
      return;
    }
    emit(layer);
    layer.from = layer.openSince;
    layer.to = second;
  }

  void end(long second) {
    need(second, 0);
    layers.forEach(this::emit);
  }

  private void emit(Layer layer) {
    if (layer.from >= 0) {
      schedule.instances(Math.max(0, layer.from - warmUp), 1);
      schedule.instances(layer.to, -1);
    }
  }
}
