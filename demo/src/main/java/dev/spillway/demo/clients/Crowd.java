package dev.spillway.demo.clients;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.SplittableRandom;

/**
 * All clients: who sends what next, and sending it. {@link #next} is for one thread, {@link #send}
 * for any.
 */
final class Crowd implements AutoCloseable {
  private static final long TIMEOUT_NANOS = 2_000_000_000L;
  private static final int PRODUCTS = 12;
  private static final double ORDERS = 0.05;
  private static final double CATALOGUE = 0.25;

  private final ClientsOptions options;
  private final Resolvers resolvers;
  private final Tally tally;
  private final Connections connections = new Connections();
  private final SplittableRandom random;
  private final byte[] catalogue;
  private final List<byte[]> products;

  /**
   * @param pick chooses among the addresses of an answer, 0 to 1
   */
  record Request(int client, byte[] bytes, boolean repeatable, double pick) {
    Request by(int other) {
      return new Request(other, bytes, repeatable, pick);
    }
  }

  Crowd(ClientsOptions options, Resolvers resolvers, Tally tally) {
    this.options = options;
    this.resolvers = resolvers;
    this.tally = tally;
    this.random = new SplittableRandom(options.seed() + 1);
    this.catalogue = Connection.get(options.host(), "/");
    this.products =
        java.util.stream.IntStream.rangeClosed(1, PRODUCTS)
            .mapToObj(id -> Connection.get(options.host(), "/products/" + id))
            .toList();
  }

  Request next() {
    int client = random.nextInt(options.clients());
    double kind = random.nextDouble();
    double pick = random.nextDouble();
    int product = random.nextInt(PRODUCTS);
    if (kind < ORDERS) {
      String form =
          "product=%d&quantity=1&name=Client+%d&email=client%d%%40example.test"
              .formatted(product + 1, client, client);
      return new Request(client, Connection.post(options.host(), "/orders", form), false, pick);
    }
    boolean list = kind < ORDERS + CATALOGUE;
    return new Request(client, list ? catalogue : products.get(product), true, pick);
  }

  /**
   * Sends one request and counts how it ended.
   *
   * @param at seconds since the start at which it was meant to be sent
   * @param intended the same moment on the monotonic clock
   */
  void send(Request request, double at, long intended) {
    String address = "";
    Second.End end;
    try {
      List<String> addresses = resolvers.of(request.client()).resolve().addresses();
      if (addresses.isEmpty()) {
        tally.count(at, "", Second.End.NO_ADDRESS, 0);
        return;
      }
      address = addresses.get((int) (request.pick() * addresses.size()));
      int status =
          connections.exchange(
              new InetSocketAddress(address, options.port()),
              request.bytes(),
              request.repeatable(),
              intended + TIMEOUT_NANOS);
      end = status < 500 ? Second.End.OK : Second.End.ERROR_5XX;
    } catch (SocketTimeoutException e) {
      end = address.isEmpty() ? Second.End.NO_ADDRESS : Second.End.TIMEOUT;
    } catch (IOException e) {
      end = address.isEmpty() ? Second.End.NO_ADDRESS : Second.End.CONNECTION;
    }
    String site = address.isEmpty() ? "" : options.siteOf(address);
    tally.count(at, site, end, (System.nanoTime() - intended) / 1000);
  }

  @Override
  public void close() throws IOException {
    connections.close();
  }
}
