package dev.spillway.e2e.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.demo.world.Waiting;
import dev.spillway.e2e.Sockets;
import dev.spillway.e2e.SpillwayProgram;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * Spring Cloud Skipper Server from Maven Central: a real Spring Boot application with a database,
 * its own health page and metrics, and no page that tells a digest. It is configured only by its
 * own environment variables.
 */
class ForeignAppTest {
  private static final Duration START = Duration.ofSeconds(100);
  private static final Duration RETURN = Duration.ofSeconds(75);
  private static final int QUESTIONS = 400;

  /** 3.7 standard deviations of 400 draws at 40 %. */
  private static final double TOLERANCE = 0.09;

  @Test
  @Timeout(480)
  void itIsDeployedSpillsAndComesBack() throws Exception {
    try (SkipperWorld world = SkipperWorld.make()) {
      assertThat(world.spillway("init").exit()).isZero();
      assertThat(world.spillway("check").out()).contains("right; 1 app");
      world.run();
      Waiting.until("the first deployment", START.multipliedBy(2), () -> deployed(world));
      Waiting.until("no public instance", RETURN, () -> nothingPublic(world));
      assertThat(world.answers(50)).allMatch(address -> address.startsWith("127.71."));
      aStrangerIsRefused(world);

      spill(world);
      measured(world);
      throughTheLink(world);
      answersFromBoth(world);

      jsonForScripts(world);

      assertThat(world.spillway("resume", "--reason", "test is over").exit()).isZero();
      Waiting.until("the return", RETURN, () -> nothingPublic(world));
      assertThat(world.answers(50)).allMatch(address -> address.startsWith("127.71."));
      assertThat(world.processes("/sites/skipper/cloud/")).isEmpty();
      assertThat(world.processes(" gateway --listen ")).isEmpty();
      assertThat(world.spillway("plan").out()).contains("Nothing to do");
      SpillwayProgram.Result replay = world.spillway("events", "--replay");
      assertThat(replay.exit()).as(replay.toString()).isZero();
    }
  }

  private static void aStrangerIsRefused(SkipperWorld world) throws Exception {
    SpillwayProgram.Result refused =
        world.spillway("status", "--token-file", SkipperWorld.WRONG_TOKEN);
    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.err()).startsWith("spillway: the token is not known here; ");
  }

  private static boolean deployed(SkipperWorld world) {
    String state = world.status().path("deployment").path("state").asString("");
    assertThat(state).as(world.status().path("deployment").toString()).isNotIn("FAILED");
    return state.equals("DONE");
  }

  private static boolean nothingPublic(SkipperWorld world) {
    JsonNode cloud = world.site("cloud");
    return cloud.path("instances").isEmpty()
        && cloud.path("leftovers").isEmpty()
        && cloud.path("gateway").asString("").equals("none")
        && cloud.path("share").asDouble() == 0;
  }

  private static void spill(SkipperWorld world) throws Exception {
    SpillwayProgram.Result asked =
        world.spillway(
            "spill", "--to", "cloud", "--share", "40%", "--for", "10min", "--reason", "test");
    assertThat(asked.exit()).as(asked.toString()).isZero();
    assertThat(asked.out()).contains("start cloud-1 at cloud");
    Waiting.until("the share", START, () -> world.site("cloud").path("share").asDouble() == 0.4);
  }

  private static void measured(SkipperWorld world) throws Exception {
    String digest = world.artifactDigest();
    for (String site : List.of("home", "cloud")) {
      JsonNode instances = world.site(site).path("instances");
      assertThat(instances).hasSize(1);
      JsonNode one = instances.get(0);
      assertThat(one.path("state").asString()).isEqualTo("READY");
      assertThat(one.path("digest").asString()).isEqualTo(digest);
      assertThat(one.path("proof").asString()).isEqualTo("measured");
    }
  }

  private static void throughTheLink(SkipperWorld world) throws Exception {
    JsonNode link = world.site("cloud").path("link");
    assertThat(link.path("connected").asBoolean()).isTrue();
    assertThat(link.path("services").path("customers-db").asBoolean()).isTrue();
    Set<String> cloud = Sockets.peers(world.processes("/sites/skipper/cloud/").getFirst().pid());
    assertThat(cloud).contains(SkipperWorld.SERVICE).doesNotContain(world.database());
    Set<String> home = Sockets.peers(world.processes("/sites/skipper/home/").getFirst().pid());
    assertThat(home).contains(world.database()).doesNotContain(SkipperWorld.SERVICE);
  }

  private static void answersFromBoth(SkipperWorld world) throws Exception {
    List<String> answers = world.answers(QUESTIONS);
    double cloud = answers.stream().filter(a -> a.startsWith("127.72.")).count();
    assertThat(cloud / QUESTIONS).isBetween(0.4 - TOLERANCE, 0.4 + TOLERANCE);
    for (String address : Set.copyOf(answers)) {
      assertThat(world.get(address, "/api/about")).contains("Spring Cloud Skipper Server");
    }
    assertThat(Set.copyOf(answers)).hasSize(2);
  }

  private static void jsonForScripts(SkipperWorld world) throws Exception {
    assertThat(json(world, "status").at("/apps/0/sites/1/share").asDouble()).isEqualTo(0.4);
    assertThat(json(world, "plan").path("steps")).isEmpty();
    JsonNode events = json(world, "events", "--last", "5");
    assertThat(events).hasSize(5).allMatch(e -> e.path("app").asString().equals("skipper"));
    JsonNode deployments = json(world, "deploy", "--history");
    assertThat(deployments).hasSize(1);
    assertThat(deployments.get(0).path("state").asString()).isEqualTo("DONE");
  }

  private static JsonNode json(SkipperWorld world, String... command) throws Exception {
    List<String> words = new ArrayList<>(List.of(command));
    words.addAll(List.of("--output", "json"));
    SpillwayProgram.Result result = world.spillway(words.toArray(String[]::new));
    assertThat(result.exit()).as(result.toString()).isZero();
    return new ObjectMapper().readTree(result.out());
  }
}
