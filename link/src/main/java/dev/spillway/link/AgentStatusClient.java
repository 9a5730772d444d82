package dev.spillway.link;

import dev.spillway.core.AdapterException;
import dev.spillway.core.Endpoint;
import dev.spillway.core.LinkMonitor;
import dev.spillway.core.LinkStatus;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Asks an agent on this machine how its links are. Safe for any thread. */
public final class AgentStatusClient implements LinkMonitor, AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(2);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(LIMIT).build();
  private final Endpoint agent;

  /**
   * @param agent its status address
   */
  public AgentStatusClient(Endpoint agent) {
    this.agent = agent;
  }

  /**
   * @throws AdapterException.Transient when the agent does not answer within 2 s
   * @throws AdapterException.Invalid when the agent has no such link, or something else answers
   */
  @Override
  public LinkStatus status(String app, String site) throws AdapterException {
    String text = ask();
    try {
      return StatusText.read(text, app, site)
          .orElseThrow(() ->
              new AdapterException.Invalid(
                  "the agent at %s has no link for app '%s' and site '%s'; start it with the present configuration"
                      .formatted(agent, app, site)));
    } catch (IllegalArgumentException e) {
      throw new AdapterException.Invalid(
          "what answers at " + agent + " is no agent of this release", e);
    }
  }

  private String ask() throws AdapterException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + agent + "/status")).timeout(LIMIT).build();
    try {
      HttpResponse<String> answer =
          http.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
      if (answer.statusCode() != 200) {
        throw new AdapterException.Invalid(
            "the agent at "
                + agent
                + " answered "
                + answer.statusCode()
                + ": "
                + answer.body().strip());
      }
      return answer.body();
    } catch (IOException e) {
      throw new AdapterException.Transient("the agent at " + agent + " does not answer: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AdapterException.Transient("interrupted while asking the agent at " + agent, e);
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
