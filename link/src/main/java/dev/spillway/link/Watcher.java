package dev.spillway.link;

import java.nio.channels.SelectionKey;

/** What a session's selector watches for, beside its own connection; the key's attachment. */
interface Watcher {
  /** Something is ready; in the session's thread. */
  void ready(SelectionKey key);
}
