package dev.spillway.demo;

import dev.spillway.demo.world.Addresses;
import dev.spillway.demo.world.DemoException;
import dev.spillway.demo.world.Place;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * Looks on during a burst, beside the run: asks a foreign client's questions at three moments,
 * makes one query through the link, and notes what every instance runs. {@link #run} is for one
 * thread; results are read after it has ended.
 */
final class Witness implements Runnable {
  private static final int SAMPLES = 3;
  private static final int QUESTIONS = 2000;
  private static final double MOVED = 0.005;
  private static final double TOLERANCE = 0.04;
  private static final Duration BETWEEN = Duration.ofSeconds(6);

  private final Stage stage;
  private final Story story;
  private final ForeignClient dig;
  private final Addresses addresses;
  private final List<Sample> samples = new ArrayList<>();
  private final TreeMap<String, Set<String>> digests = new TreeMap<>();
  private String throughLink = "";
  private boolean linkAnswered;
  private int moved;
  private volatile boolean over;

  record Sample(double commanded, double observed, int answers) {
    boolean near() {
      return Math.abs(commanded - observed) <= TOLERANCE && answers >= QUESTIONS * 0.99;
    }
  }

  Witness(Stage stage, Story story, ForeignClient dig, Addresses addresses) {
    this.stage = stage;
    this.story = story;
    this.dig = dig;
    this.addresses = addresses;
  }

  /** Ends the watch. */
  void end() {
    over = true;
  }

  @Override
  public void run() {
    long next = System.nanoTime();
    double previous = 0;
    try {
      while (!over) {
        Optional<Status> status = stage.api().status();
        status.ifPresent(this::note);
        double share = status.map(Status::cloudShare).orElse(0.0);
        if (share > 0 && throughLink.isEmpty()) {
          link();
        }
        boolean due = System.nanoTime() - next > 0 && samples.size() < SAMPLES;
        boolean steady = share > 0 && Math.abs(share - previous) <= MOVED;
        previous = share;
        if (steady && due && ForeignClient.available() && sample(share)) {
          next = System.nanoTime() + BETWEEN.toNanos();
        }
        pause();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Longer than a tick: the status then shows what was published meanwhile. */
  private static void pause() throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(700);
  }

  private void note(Status status) {
    for (Status.Site site : status.sites()) {
      for (Status.Instance i : site.instances()) {
        if (!i.digest().isEmpty()) {
          digests.computeIfAbsent(i.digest(), d -> new TreeSet<>()).add(site.site() + "/" + i.id());
        }
      }
    }
  }

  private void link() {
    try {
      throughLink = stage.storefront(Place.CLOUD, addresses.service(), "check");
      linkAnswered = true;
      story.say("From the cloud, through the link, the database answers: " + throughLink);
    } catch (DemoException e) {
      throughLink = String.valueOf(e.getMessage());
    }
  }

  /** True when a sample was taken during which the share stayed as it was. */
  private boolean sample(double before) throws InterruptedException {
    ForeignClient.Answers answers = dig.ask(QUESTIONS);
    pause();
    double after = stage.api().status().map(Status::cloudShare).orElse(Double.NaN);
    if (!(Math.abs(after - before) <= MOVED)) {
      moved++;
      return false;
    }
    Sample sample = new Sample(before, answers.cloudPart(), answers.home() + answers.cloud());
    samples.add(sample);
    story.say("dig: " + text(sample));
    return true;
  }

  private static String text(Sample s) {
    return String.format(
        Locale.ROOT,
        "commanded %.1f %%, observed %.1f %% of %d answers",
        100 * s.commanded(),
        100 * s.observed(),
        s.answers());
  }

  List<Check> checks(String digest) {
    List<Check> all = new ArrayList<>();
    all.add(Check.of("a query through the link is answered", linkAnswered, throughLink));
    for (int i = 0; i < SAMPLES; i++) {
      String what = "DNS share within 4 points, moment " + (i + 1);
      if (!ForeignClient.available()) {
        all.add(Check.skipped(what, "dig is not installed"));
      } else if (i < samples.size()) {
        all.add(Check.of(what, samples.get(i).near(), text(samples.get(i))));
      } else {
        all.add(Check.of(what, false, "no moment with a steady share (" + moved + " tries)"));
      }
    }
    all.add(digestCheck(digest));
    return all;
  }

  private Check digestCheck(String digest) {
    Set<String> instances = new HashSet<>();
    digests.values().forEach(instances::addAll);
    boolean both =
        instances.stream().anyMatch(i -> i.startsWith("home/"))
            && instances.stream().anyMatch(i -> i.startsWith("cloud/"));
    return Check.of(
        "every instance of both sites runs the same release",
        both && digests.keySet().equals(Set.of(digest)),
        instances.size() + " instances, digest " + String.join(" and ", short12()));
  }

  private List<String> short12() {
    return digests.keySet().stream().map(d -> d.substring(0, Math.min(12, d.length()))).toList();
  }
}
