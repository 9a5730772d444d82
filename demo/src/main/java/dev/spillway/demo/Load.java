package dev.spillway.demo;

import dev.spillway.demo.clients.ClientsOptions;
import dev.spillway.demo.world.DemoException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The running process of the clients, and what it has reported so far. Safe for any thread. */
final class Load {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Process process;
  private final Thread reader;
  private final long started = System.nanoTime();
  private final List<JsonNode> seconds = new ArrayList<>();
  private @Nullable JsonNode total;

  private Load(Process process) {
    this.process = process;
    this.reader = Thread.ofPlatform().daemon().name("clients").start(this::read);
  }

  /**
   * @param prefix what starts a Java with this program's class path in the clients' place
   */
  static Load start(List<String> prefix, ClientsOptions options, Path log) {
    List<String> command = new ArrayList<>(prefix);
    command.add(dev.spillway.demo.clients.Main.class.getName());
    command.addAll(options.arguments());
    try {
      return new Load(
          new ProcessBuilder(command)
              .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start());
    } catch (IOException e) {
      throw new DemoException("the clients cannot be started: " + e.getMessage(), e);
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
    if (node.path("kind").asString("").equals("total")) {
      total = node;
    } else {
      seconds.add(node);
    }
  }

  double elapsed() {
    return (System.nanoTime() - started) / 1e9;
  }

  boolean running() {
    return process.isAlive();
  }

  synchronized List<JsonNode> seconds() {
    return List.copyOf(seconds);
  }

  /** Asks the clients to stop, and waits for their last words. */
  void finish() {
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

  synchronized JsonNode total() {
    JsonNode known = total;
    if (known == null) {
      throw new DemoException("the clients ended without a report; see clients.log (--keep)");
    }
    return known;
  }
}
