package dev.spillway.dns.engine;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * UDP with the JDK's own channels, for every system. Each worker is a platform thread with its own
 * socket on the same port (SO_REUSEPORT), so that the kernel deals packets out and no lock is
 * shared; where the system has no SO_REUSEPORT, all workers share one socket.
 */
final class ChannelEngine implements UdpEngine {
  /** Longer queries are cut by the kernel and then malformed; none of ours is near. */
  private static final int QUERY_BYTES = 4096;

  private static final int SOCKET_BUFFER_BYTES = 1 << 20;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final Responder responder;
  private final List<DatagramChannel> channels = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();

  private ChannelEngine(Responder responder) {
    this.responder = responder;
  }

  /**
   * Binds and starts to answer.
   *
   * @param address with a port above 0
   */
  static ChannelEngine start(InetSocketAddress address, int workers, Responder responder)
      throws IOException {
    ChannelEngine engine = new ChannelEngine(responder);
    try {
      boolean shared = engine.bind(address, workers);
      for (int i = 0; i < workers; i++) {
        DatagramChannel channel = engine.channels.get(shared ? 0 : i);
        Desk desk = engine.new Desk(); // before its thread: what fails here fails the start
        engine.threads.add(
            Thread.ofPlatform()
                .name("dns-udp-" + address.getPort() + "-" + i)
                .daemon()
                .start(() -> engine.run(channel, desk)));
      }
      return engine;
    } catch (IOException | RuntimeException e) {
      engine.close();
      throw e;
    }
  }

  /** True when one socket serves all workers. */
  private boolean bind(InetSocketAddress address, int workers) throws IOException {
    boolean six = address.getAddress() instanceof java.net.Inet6Address;
    boolean shared = false;
    for (int i = 0; i < workers && !shared; i++) {
      DatagramChannel channel =
          DatagramChannel.open(six ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
      channels.add(channel);
      shared = !channel.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT);
      if (!shared) {
        channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
      }
      channel.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER_BYTES);
      channel.bind(address);
    }
    return shared;
  }

  /** One worker's buffers. */
  private final class Desk {
    final Responder.Worker worker = responder.worker(false);
    final byte[] query = new byte[QUERY_BYTES];
    final byte[] answer = new byte[QUERY_BYTES];
    final ByteBuffer in = ByteBuffer.allocateDirect(QUERY_BYTES);
    final ByteBuffer out = ByteBuffer.allocateDirect(QUERY_BYTES);
  }

  private void run(DatagramChannel channel, Desk desk) {
    while (channel.isOpen()) {
      try {
        serve(channel, desk);
      } catch (RuntimeException | Error e) {
        desk.worker.mistake(e); // nobody else reads this socket: the next packet is served
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  /** Waits for a packet and answers it. */
  private void serve(DatagramChannel channel, Desk desk) {
    desk.in.clear();
    InetSocketAddress source = receive(channel, desk.in);
    desk.in.flip();
    if (source == null || source.getPort() == 0) {
      return; // port 0 cannot be answered
    }
    int length = desk.in.remaining();
    desk.in.get(desk.query, 0, length);
    desk.worker.source.set(source.getAddress());
    desk.worker.tick();
    int size = desk.worker.respond(desk.query, length, desk.answer);
    if (size > 0) {
      desk.out.clear();
      desk.out.put(desk.answer, 0, size).flip();
      send(channel, desk.out, source);
    }
  }

  private @Nullable InetSocketAddress receive(DatagramChannel channel, ByteBuffer in) {
    try {
      return (InetSocketAddress) channel.receive(in);
    } catch (ClosedChannelException e) {
      return null;
    } catch (IOException e) {
      responder.counters.unreceived.increment();
      LockSupport.parkNanos(PAUSE_NANOS); // a socket that only fails must not take the whole core
      return null;
    }
  }

  /**
   * An answer that cannot go out is its client's loss, who asks again; no other one waits for it.
   */
  private void send(DatagramChannel channel, ByteBuffer out, InetSocketAddress to) {
    try {
      if (channel.send(out, to) == 0) {
        responder.counters.unsent.increment();
      }
    } catch (IOException e) {
      responder.counters.unsent.increment();
    }
  }

  @Override
  public void close() {
    for (DatagramChannel channel : channels) {
      try {
        channel.close();
      } catch (IOException e) {
        System.getLogger(ChannelEngine.class.getName())
            .log(System.Logger.Level.WARNING, "dns: a UDP socket did not close", e);
      }
    }
    Joins.join(threads);
  }
}
