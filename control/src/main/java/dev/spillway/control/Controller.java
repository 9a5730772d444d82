package dev.spillway.control;

import dev.spillway.control.api.ApiServer;
import dev.spillway.control.api.Backend;
import dev.spillway.control.api.Tokens;
import dev.spillway.control.loop.AppLoop;
import dev.spillway.control.loop.LoopParts;
import dev.spillway.control.loop.Meters;
import dev.spillway.control.loop.Wiring;
import dev.spillway.control.release.ReleaseStore;
import dev.spillway.control.store.Event;
import dev.spillway.control.store.EventLog;
import dev.spillway.control.store.MvStore;
import dev.spillway.control.store.Store;
import dev.spillway.control.store.StoreException;
import dev.spillway.core.AdapterException;
import dev.spillway.core.App;
import dev.spillway.core.Endpoint;
import dev.spillway.core.Now;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** All apps of one controller: their loops, the store and the API. Runs until it is closed. */
public final class Controller implements AutoCloseable {
  private final ControllerSetup setup;
  private final Store store;
  private final EventLog events;
  private final Map<String, AppLoop> loops = new LinkedHashMap<>();
  private final List<LoopThread> threads = new ArrayList<>();
  private final Meters meters = new Meters();
  private final Tokens tokens;
  private final Backend backend;
  private final ApiServer api;
  private volatile boolean closed;

  private Controller(ControllerSetup setup, Executor executor)
      throws AdapterException, StoreException, IOException {
    this.setup = setup;
    Path state = setup.config().state();
    this.store = MvStore.open(state.resolve("store.mv"));
    try {
      this.events = new EventLog(store);
      ReleaseStore releases = new ReleaseStore(state.resolve("releases"));
      this.tokens = Tokens.load(state);
      LoopParts shared =
          new LoopParts(
              store,
              events,
              releases,
              meters,
              setup.ticker(),
              executor,
              setup.links(),
              setup.invitations(),
              setup.config().tick(),
              LoopParts.CALL_LIMIT);
      makeLoops(shared);
      this.backend =
          new Backend(
              setup.config().name(),
              setup.version(),
              setup.ticker(),
              loops,
              events,
              releases,
              store,
              meters);
      this.api = ApiServer.prepare(setup.config().api(), backend, tokens, setup.figures());
    } catch (AdapterException | StoreException | IOException | RuntimeException e) {
      loops.values().forEach(AppLoop::close);
      store.close();
      throw e;
    }
  }

  /** Names every app that cannot be made, not only the first. */
  private void makeLoops(LoopParts shared) throws AdapterException, StoreException {
    Wiring wiring = new Wiring(setup.config(), setup.types(), setup.spillway());
    List<String> problems = new ArrayList<>();
    for (App app : setup.apps()) {
      try {
        loops.put(app.name(), AppLoop.make(app, setup.folder(app), wiring, shared));
      } catch (AdapterException e) {
        problems.add(String.valueOf(e.getMessage()));
      }
    }
    if (!problems.isEmpty()) {
      throw new AdapterException.Invalid(String.join("\n", problems));
    }
  }

  /**
   * Starts loops and API; returns once the API answers.
   *
   * @throws AdapterException.Invalid when it cannot run here: the state folder is in use or
   *     damaged, an adapter cannot work, the API's port is taken; the message says what to do
   */
  public static Controller start(ControllerSetup setup) throws AdapterException {
    ExecutorService executor =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("call-", 0).factory());
    try {
      Controller controller = prepare(setup, executor);
      controller.executor = executor;
      controller.launch();
      return controller;
    } catch (AdapterException | RuntimeException e) {
      executor.shutdownNow();
      throw e;
    }
  }

  private @org.jspecify.annotations.Nullable ExecutorService executor;

  /** Makes everything and starts nothing: {@link #tick} is the clock. */
  static Controller prepare(ControllerSetup setup, Executor executor) throws AdapterException {
    try {
      Controller controller = new Controller(setup, executor);
      controller.loops.values().forEach(AppLoop::begin);
      return controller;
    } catch (StoreException e) {
      throw new AdapterException.Invalid(String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new AdapterException.Invalid(
          "the state folder " + setup.config().state() + " cannot be used: " + e, e);
    }
  }

  /** Opens the API. */
  void serve() throws AdapterException {
    api.start();
  }

  private void launch() throws AdapterException {
    try {
      serve();
    } catch (AdapterException e) {
      close();
      throw e;
    }
    Now now = setup.ticker().now();
    events.note(
        now.wall(),
        "",
        Event.Kind.CONTROLLER,
        "controller",
        setup.config().name() + " runs " + loops.keySet(),
        null);
    int index = 0;
    for (AppLoop loop : loops.values()) {
      // Spread over the tick, so that thousands of apps do not all wake at once.
      long offset = setup.config().tick().toNanos() * index++ / loops.size();
      threads.add(LoopThread.start(loop, setup.config().tick(), offset, meters, events, api::told));
    }
  }

  /** One round of every loop. */
  void tick() {
    for (AppLoop loop : loops.values()) {
      loop.tick();
      api.told(loop);
    }
  }

  /** The API's token for people who may change things. */
  public String operatorToken() {
    return tokens.operator();
  }

  /** Where the API listens. */
  public Endpoint api() {
    return setup.config().api();
  }

  /** What the API works on; for the same program only. */
  public Backend backend() {
    return backend;
  }

  /** Ends loops and API. Instances and what is published stay as they are. */
  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    api.close();
    LoopThread.close(threads);
    ExecutorService calls = executor;
    if (calls != null) {
      calls.shutdownNow();
      try {
        calls.awaitTermination(5, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    loops.values().forEach(AppLoop::close);
    store.close();
  }
}
