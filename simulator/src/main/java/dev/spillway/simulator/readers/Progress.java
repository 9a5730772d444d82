package dev.spillway.simulator.readers;

/** Told how far the reading is; called often, from the thread that reads. */
@FunctionalInterface
public interface Progress {
  Progress NONE = (bytes, of) -> {};

  /**
   * @param bytes of the running file so far, as they lie on the disk
   * @param of its size; negative when it is not known
   */
  void read(long bytes, long of);
}
