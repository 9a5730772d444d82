package dev.spillway.dns.engine;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * UDP by recvmmsg and sendmmsg: many packets for one call. Each worker is a platform thread with
 * its own socket on the same port (SO_REUSEPORT), so that the kernel deals packets out and no lock
 * is shared. A worker waits in the kernel for the first packet and takes all others that are there
 * with it: no spinning when idle, batches by themselves when busy.
 */
final class MmsgEngine implements UdpEngine {
  private final List<MmsgWorker> workers = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();

  private MmsgEngine() {}

  /** Binds and starts to answer; see {@link Engines#udp}. */
  static MmsgEngine start(InetSocketAddress address, int workers, Responder responder)
      throws IOException {
    MmsgEngine engine = new MmsgEngine();
    try {
      for (int i = 0; i < workers; i++) {
        engine.workers.add(new MmsgWorker(Mmsg.open(address), responder));
      }
    } catch (IOException | RuntimeException e) {
      engine.workers.forEach(MmsgWorker::release);
      throw e;
    }
    for (int i = 0; i < workers; i++) {
      engine.threads.add(
          Thread.ofPlatform()
              .name("dns-udp-" + address.getPort() + "-" + i)
              .daemon()
              .start(engine.workers.get(i)));
    }
    return engine;
  }

  @Override
  public void close() {
    workers.forEach(MmsgWorker::stop);
    Joins.join(threads);
  }
}
