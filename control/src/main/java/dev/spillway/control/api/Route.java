package dev.spillway.control.api;

import dev.spillway.control.store.StoreException;
import io.helidon.http.Method;
import io.helidon.webserver.http.ServerRequest;
import java.util.List;

/**
 * One route that answers with JSON.
 *
 * @param changes only an operator may use it
 */
record Route(Method method, String path, boolean changes, Action action) {

  /** Makes the answer's value. */
  interface Action {
    Object answer(ServerRequest request) throws ApiException, StoreException;
  }

  private static final String APP = "/api/v1/apps/{app}";

  static List<Route> all(Answers answers) {
    return List.of(
        get("/api/v1/status", r -> answers.status()),
        get(APP, answers::app),
        get(APP + "/history", answers::history),
        get(APP + "/events", answers::events),
        get(APP + "/plan", answers::plan),
        get(APP + "/deployments", answers::deployments),
        post("/spill", answers::spill),
        post("/hold", answers::hold),
        post("/resume", answers::resume),
        post("/deploy", answers::deploy),
        post("/promote", answers::promote),
        new Route(Method.PUT, "/api/v1/releases/{digest}", true, answers::upload));
  }

  private static Route get(String path, Action action) {
    return new Route(Method.GET, path, false, action);
  }

  private static Route post(String path, Action action) {
    return new Route(Method.POST, APP + path, true, action);
  }
}
