package dev.spillway.e2e.azure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Somebody who buys in the shop, at the site that is meant and not at the one that DNS names. */
final class Customer implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final int port;

  Customer(int port) {
    this.port = port;
  }

  /** Orders at one site; returns the path of the receipt, which every site has. */
  String order(String address, String name) throws IOException, InterruptedException {
    String form = "product=1&quantity=2&name=" + name + "&email=ada%40example.test";
    HttpRequest ask = to(address, "/orders").POST(BodyPublishers.ofString(form)).build();
    HttpResponse<String> answer = http.send(ask, BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
    return answer.headers().firstValue("Location").orElseThrow();
  }

  HttpResponse<String> get(String address, String path) throws IOException, InterruptedException {
    return http.send(to(address, path).build(), BodyHandlers.ofString());
  }

  /** The status of a page; -1 when nobody answers. */
  int status(String address, String path) {
    try {
      return get(address, path).statusCode();
    } catch (IOException e) {
      return -1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return -1;
    }
  }

  private HttpRequest.Builder to(String address, String path) {
    return HttpRequest.newBuilder(URI.create("http://" + address + ":" + port + path))
        .timeout(PATIENCE);
  }

  @Override
  public void close() {
    http.close();
  }
}
