package dev.spillway.azure.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.azure.fake.FakeAzure;
import dev.spillway.azure.fake.FakeAzure.Kind;
import dev.spillway.azure.fake.FakeSignIn;
import dev.spillway.azure.fake.Provider;
import dev.spillway.azure.fake.Request;
import dev.spillway.azure.fake.Response;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** A cloud that checks what it is brought; whatever happens, nobody is told a secret. */
abstract class SignInContract {
  @TempDir Path folder;
  FakeAzure cloud = make(Kind.PUBLIC);
  private final Queue<String> logged = new ConcurrentLinkedQueue<>();
  private final Handler log =
      new Handler() {
        @Override
        public void publish(LogRecord one) {
          logged.add(one.getMessage() + " " + one.getThrown());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  private static FakeAzure make(Kind kind) {
    return FakeAzure.open(kind)
        .with(
            new Provider() {
              @Override
              public boolean handles(Request r) {
                return r.matches("/subscriptions/[^/]+").matches();
              }

              @Override
              public Response answer(Request r) {
                return Response.json(
                    200,
                    JsonMapper.shared()
                        .createObjectNode()
                        .put("subscriptionId", FakeAzure.SUBSCRIPTION));
              }
            });
  }

  @BeforeEach
  void listen() {
    Logger root = Logger.getLogger("");
    root.addHandler(log);
    root.setLevel(Level.ALL);
    log.setLevel(Level.ALL);
  }

  /** Whatever happened, nobody was told a secret. */
  @AfterEach
  void close() {
    Logger root = Logger.getLogger("");
    root.removeHandler(log);
    root.setLevel(Level.INFO);
    cloud.close();
    assertThat(logged).noneMatch(line -> line.contains("s3cret") || line.contains("-of-the-fake"));
  }

  final void on(Kind kind) {
    cloud.close();
    cloud = make(kind);
  }

  final String outcome(String... keysAndValues) {
    Map<String, String> signIn = new HashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      signIn.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    String told =
        SignInProbe.outcome(
            cloud.arm().toString(), cloud.authority().toString(), FakeAzure.SUBSCRIPTION, signIn);
    assertThat(told).doesNotContain("s3cret").doesNotContain("-of-the-fake");
    return told;
  }

  static String[] principal(String... more) {
    List<String> all = new ArrayList<>(List.of("tenant", FakeSignIn.TENANT));
    all.addAll(List.of("client", FakeSignIn.CLIENT));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  static String invalid(String words) {
    return "dev.spillway.core.AdapterException$Invalid: cannot sign in: " + words;
  }
}
