package dev.spillway.demo;

import dev.spillway.demo.clients.ClientsOptions;
import dev.spillway.demo.world.Addresses;
import dev.spillway.demo.world.DemoException;
import dev.spillway.demo.world.Place;
import dev.spillway.demo.world.World;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The running process of the clients, and what it has reported so far. Safe for any thread. */
public final class Load {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static final int BEGIN_SECONDS = 30;

  private final Process process;
  private final Thread reader;
  private final CountDownLatch begun = new CountDownLatch(1);
  private volatile long started = System.nanoTime();
  private final List<JsonNode> seconds = new ArrayList<>();
  private @Nullable JsonNode total;

  private Load(Process process) {
    this.process = process;
    this.reader = Thread.ofPlatform().daemon().name("clients").start(this::read);
  }

  /**
   * Starts the clients of a scenario on the internet; returns when they begin to send.
   *
   * @param seed the same seed gives the same load
   */
  public static Load start(World world, Scenario scenario, long seed) {
    Addresses a = world.addresses();
    Path file = world.folder().resolve("load.csv");
    Map<String, String> sites = new LinkedHashMap<>();
    sites.put(a.homePrefix(), "home");
    sites.put(a.cloudPrefix(), "cloud");
    ClientsOptions options =
        new ClientsOptions(
            file,
            a.dns(),
            ConfigFiles.HOST,
            a.appPort(),
            sites,
            scenario.resolvers(),
            scenario.clients(),
            a.resolvers(),
            scenario.stale(),
            seed);
    List<String> command = new ArrayList<>(world.command(Place.NET, Stage.java()));
    command.add(dev.spillway.demo.clients.Main.class.getName());
    command.addAll(options.arguments());
    try {
      Files.writeString(
          file, scenario.load().then(scenario.tailRate(), scenario.tailSeconds()).csv());
      Load load =
          new Load(
              new ProcessBuilder(command)
                  .redirectError(
                      ProcessBuilder.Redirect.appendTo(
                          world.folder().resolve("clients.log").toFile()))
                  .start());
      load.awaitBegin();
      return load;
    } catch (IOException e) {
      throw new DemoException("the clients cannot be started: " + e.getMessage(), e);
    }
  }

  private void awaitBegin() {
    try {
      if (!begun.await(BEGIN_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new DemoException(
            "the clients did not begin within " + BEGIN_SECONDS + " s; see clients.log (--keep)");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DemoException("interrupted", e);
    }
  }

  private void read() {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        add(JSON.readTree(line));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the clients' reports cannot be read", e);
    }
  }

  private synchronized void add(JsonNode node) {
    switch (node.path("kind").asString("")) {
      case "begin" -> {
        started = System.nanoTime();
        begun.countDown();
      }
      case "total" -> total = node;
      default -> seconds.add(node);
    }
  }

  /** Seconds since the clients began, on the clock of {@link #seconds}. */
  public double elapsed() {
    return (System.nanoTime() - started) / 1e9;
  }

  public boolean running() {
    return process.isAlive();
  }

  /** What the clients saw, a line for each second, some seconds late. */
  public synchronized List<JsonNode> seconds() {
    return List.copyOf(seconds);
  }

  /** Asks the clients to stop, and waits for their last words. */
  public void finish() {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(15, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      reader.join(5000);
    } catch (IOException e) {
      throw new DemoException("the clients cannot be stopped: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DemoException("interrupted", e);
    }
  }

  public synchronized JsonNode total() {
    JsonNode known = total;
    if (known == null) {
      throw new DemoException("the clients ended without a report; see clients.log (--keep)");
    }
    return known;
  }
}
