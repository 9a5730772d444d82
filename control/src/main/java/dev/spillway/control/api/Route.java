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
    Object answer(Answers answers, ServerRequest request) throws ApiException, StoreException;
  }

  private static final String APP = "/api/v1/apps/{app}";

  static List<Route> all() {
    return List.of(
        get("/api/v1/status", (a, r) -> a.status()),
        get(APP, Answers::app),
        get(APP + "/history", Answers::history),
        get(APP + "/events", Answers::events),
        get(APP + "/plan", Answers::plan),
        get(APP + "/deployments", Answers::deployments),
        post("/spill", Answers::spill),
        post("/hold", Answers::hold),
        post("/resume", Answers::resume),
        post("/deploy", Answers::deploy),
        post("/deploy/abort", Answers::abort),
        post("/promote", Answers::promote),
        new Route(Method.PUT, "/api/v1/releases/{digest}", true, Answers::upload));
  }

  private static Route get(String path, Action action) {
    return new Route(Method.GET, path, false, action);
  }

  private static Route post(String path, Action action) {
    return new Route(Method.POST, APP + path, true, action);
  }
}
