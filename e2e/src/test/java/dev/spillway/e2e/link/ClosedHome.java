package dev.spillway.e2e.link;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Four hosts in network namespaces of their own: the public side, the agent's host, the network
 * with the data, which only the agent's host is connected to, and a proxy between the first two.
 *
 * <pre>
 * public .1 ────── .2 agent's host .5 ────── .6 data
 *       .13 ─ .14 proxy .10 ─ .9 ┘            (all 198.18.100.…)
 * </pre>
 *
 * The public side has a route to everything, so that only the firewalls keep it out.
 */
final class ClosedHome implements AutoCloseable {
  static final String PUBLIC = "198.18.100.1";
  static final String AGENT = "198.18.100.2";
  static final String DATA = "198.18.100.6";
  static final String PROXY = "198.18.100.10";
  static final int DIAL = 9443;
  static final int SERVICE = 5432;
  static final int PROXY_PORT = 3128;

  private final String prefix = "sw" + ProcessHandle.current().pid();
  private final Path folder;
  private final List<Process> processes = new ArrayList<>();

  ClosedHome(Path folder) throws IOException, InterruptedException {
    this.folder = folder;
    for (String host : List.of("public", "agent", "data", "proxy")) {
      run("ip", "netns", "add", name(host));
      in(host, "ip", "link", "set", "lo", "up");
    }
    join("public", PUBLIC, "agent", AGENT);
    join("agent", "198.18.100.5", "data", DATA);
    join("agent", "198.18.100.9", "proxy", PROXY);
    join("public", "198.18.100.13", "proxy", "198.18.100.14");
    in("public", "ip", "route", "add", "198.18.100.4/30", "via", AGENT);
    in("data", "ip", "route", "add", "default", "via", "198.18.100.5");
    in("proxy", "ip", "route", "add", "198.18.100.0/30", "via", "198.18.100.13");
    in("agent", "sysctl", "-q", "-w", "net.ipv4.ip_forward=1");
  }

  static boolean possible() {
    return System.getProperty("user.name").equals("root")
        && List.of("ip", "nft", "tcpdump", "tinyproxy").stream().allMatch(ClosedHome::isThere);
  }

  private static boolean isThere(String program) {
    return List.of("/usr/sbin", "/usr/bin", "/sbin", "/bin").stream()
        .anyMatch(dir -> Files.isExecutable(Path.of(dir, program)));
  }

  private String name(String host) {
    return prefix + "-" + host;
  }

  private void join(String one, String at, String other, String there)
      throws IOException, InterruptedException {
    String near = "to-" + other;
    String far = "to-" + one;
    run(
        "ip",
        "link",
        "add",
        near,
        "netns",
        name(one),
        "type",
        "veth",
        "peer",
        "name",
        far,
        "netns",
        name(other));
    in(one, "ip", "addr", "add", at + "/30", "dev", near);
    in(other, "ip", "addr", "add", there + "/30", "dev", far);
    in(one, "ip", "link", "set", near, "up");
    in(other, "ip", "link", "set", far, "up");
  }

  /**
   * Nothing comes in at the agent's host, neither for itself nor for the data; the data takes
   * connections of the agent's host only.
   *
   * @param out where alone the agent's host may dial outside, as {@code address port}
   */
  void close(String out) throws IOException, InterruptedException {
    String[] way = out.split(" ");
    rules(
        "agent",
        """
        table inet closed {
          chain in { type filter hook input priority 0; policy drop; iif lo accept; ct state established accept; }
          chain through { type filter hook forward priority 0; policy drop; }
          chain out { type filter hook output priority 0; policy drop; oif lo accept; ct state established accept;
            ip daddr %s tcp dport %s accept; ip daddr %s tcp dport %d accept; }
        }
        """
            .formatted(way[0], way[1], DATA, SERVICE));
    rules(
        "data",
        """
        table inet closed {
          chain in { type filter hook input priority 0; policy drop; iif lo accept; ct state established accept;
            ip saddr 198.18.100.5 tcp dport %d accept; }
          chain out { type filter hook output priority 0; policy drop; oif lo accept; ct state established accept; }
        }
        """
            .formatted(SERVICE));
  }

  /**
   * The agent's host loses each packet of one direction between it and an address, and counts those
   * of both.
   *
   * @param outward the packets that it sends, else those that it gets
   */
  void loseOneWay(boolean outward, String address) throws IOException, InterruptedException {
    rules(
        "agent",
        """
        table inet loss {
          counter lost {}
          counter through {}
          chain in { type filter hook input priority 0; ip saddr %s counter name %s; }
          chain out { type filter hook output priority 0; ip daddr %s counter name %s; }
        }
        """
            .formatted(
                address,
                outward ? "through" : "lost drop",
                address,
                outward ? "lost drop" : "through"));
  }

  /** Packets since {@link #loseOneWay}; the counter is {@code lost} or {@code through}. */
  long packets(String counter) throws IOException, InterruptedException {
    List<String> ask =
        List.of(
            "ip",
            "netns",
            "exec",
            name("agent"),
            "nft",
            "list",
            "counter",
            "inet",
            "loss",
            counter);
    Process process = new ProcessBuilder(ask).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Matcher packets = Pattern.compile("packets (\\d+)").matcher(said);
    if (process.waitFor() != 0 || !packets.find()) {
      throw new IOException("nft says of the counter " + counter + ": " + said);
    }
    return Long.parseLong(packets.group(1));
  }

  /** No firewall at all. */
  void open() throws IOException, InterruptedException {
    in("agent", "nft", "flush", "ruleset");
    in("data", "nft", "flush", "ruleset");
  }

  private void rules(String host, String text) throws IOException, InterruptedException {
    Path file = folder.resolve(host + ".nft");
    Files.writeString(file, "flush ruleset\n" + text);
    in(host, "nft", "-f", file.toString());
  }

  /** Whether the public side gets a connection. */
  boolean isReached(String host, int port) throws IOException, InterruptedException {
    return said("public", "timeout", "2", "bash", "-c", ": < /dev/tcp/" + host + "/" + port) == 0;
  }

  /** Whether an instance on the public side is answered by the service. */
  boolean isAnswered(int port) {
    String ask =
        "exec 3<>/dev/tcp/127.0.0.1/%d && echo ping >&3 && head -n 1 <&3 | grep -q ping"
            .formatted(port);
    try {
      return said("public", "timeout", "3", "bash", "-c", ask) == 0;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Starts a program on a host; its output goes to a file of the folder. */
  Process start(String host, String log, List<String> command) throws IOException {
    List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", name(host)));
    all.addAll(command);
    Process process =
        new ProcessBuilder(all)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(log).toFile())
            .start();
    processes.add(process);
    return process;
  }

  /** Starts an echo on a host and waits until it listens. */
  void startEcho(String host, String address, int port) throws IOException {
    List<String> all = new ArrayList<>(java(EchoProgram.class.getName()));
    all.addAll(List.of(address, Integer.toString(port)));
    start(host, "echo-" + host + ".log", all);
    until("it listens", () -> says("echo-" + host + ".log", "up"));
  }

  /** What starts the program with these arguments. */
  static List<String> spillway(String... arguments) {
    List<String> all = new ArrayList<>(java("dev.spillway.cli.Main"));
    all.addAll(List.of(arguments));
    return all;
  }

  private static List<String> java(String main) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "--enable-native-access=ALL-UNNAMED",
        "-cp",
        System.getProperty("java.class.path"),
        main);
  }

  /** Starts to write down each connection that is begun by either end of a host's network. */
  Process watch(String host, String to, String log) throws IOException {
    return start(
        host,
        log,
        List.of(
            "tcpdump",
            "-l",
            "-n",
            "--immediate-mode",
            "-i",
            "to-" + to,
            "tcp[tcpflags] & (tcp-syn | tcp-ack) == tcp-syn"));
  }

  /** Connections that were begun from an address, in what {@link #watch} wrote. */
  long begunBy(String address, String log) throws IOException {
    return text(log).lines().filter(line -> line.contains("IP " + address + ".")).count();
  }

  String text(String log) throws IOException {
    Path file = folder.resolve(log);
    return Files.exists(file) ? Files.readString(file) : "";
  }

  void until(String what, BooleanSupplier condition) throws IOException {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > 60_000_000_000L) {
        throw new AssertionError("not within a minute: " + what + "\n" + text("agent.log"));
      }
      java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
    }
  }

  boolean says(String log, String words) {
    try {
      return text(log).contains(words);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static void stop(Process process) throws InterruptedException {
    process.destroy();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }

  private int said(String host, String... command) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", name(host)));
    all.addAll(List.of(command));
    Process process =
        new ProcessBuilder(all)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return process.waitFor();
  }

  private void in(String host, String... command) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", name(host)));
    all.addAll(List.of(command));
    run(all.toArray(String[]::new));
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + ": " + said.strip());
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    for (Process each : processes.reversed()) {
      stop(each);
    }
    for (String host : List.of("public", "agent", "data", "proxy")) {
      run("ip", "netns", "del", name(host));
    }
  }
}
