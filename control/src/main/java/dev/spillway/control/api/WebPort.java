package dev.spillway.control.api;

import dev.spillway.core.AdapterException;
import dev.spillway.core.Endpoint;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import java.util.function.Consumer;

/** Opens a port for HTTP, or says what to do. */
final class WebPort {
  private WebPort() {}

  /**
   * @param what is served, for people
   * @param key of controller.yaml that names the address
   * @throws AdapterException.Invalid when it cannot be opened
   */
  static WebServer open(
      Endpoint listen, String what, String key, Consumer<HttpRouting.Builder> routes)
      throws AdapterException.Invalid {
    WebServer made;
    try {
      made =
          WebServer.builder()
              .host(listen.host())
              .port(listen.port())
              .shutdownHook(false)
              .routing(routes)
              .build()
              .start();
    } catch (RuntimeException e) {
      throw new AdapterException.Invalid(what + " cannot listen on " + listen + ": " + e, e);
    }
    // The server logs why it could not open its port, and throws nothing.
    if (!made.isRunning()) {
      throw new AdapterException.Invalid(
          what
              + " cannot listen on "
              + listen
              + ": the port is taken, or the address is not one of this machine; stop the program"
              + " that has it, or name another in controller.yaml: "
              + key);
    }
    return made;
  }
}
