package dev.spillway.platforms;

import dev.spillway.core.AdapterException;
import dev.spillway.core.AdapterSpec;
import dev.spillway.core.Units;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a user may set for a {@code local} platform.
 *
 * @param command with {@code ${artifact}} and {@code ${instance:…}} still in place
 * @param grace how long an instance may take to end, instead of what the controller asks
 * @param cpus 0 for no ceiling
 */
record LocalSettings(
    List<String> command,
    AddressPool addresses,
    int port,
    Launch.Surroundings around,
    String user,
    Duration startTimeout,
    Optional<Duration> grace,
    double cpus) {
  static final List<String> COMMAND = List.of("java", "-jar", "${artifact}");

  static final String SCHEMA =
      """
      {
        "type": "object",
        "description": "Runs the instances as processes of this machine.",
        "additionalProperties": false,
        "required": ["port"],
        "properties": {
          "command": {
            "description": "What is run. ${artifact} is the release's file; ${instance:address}, ${instance:port} and ${instance:id} are the instance's own. The word java means the Java that runs Spillway. Default: java -jar ${artifact}",
            "type": "array", "items": {"type": "string"}, "minItems": 1
          },
          "addresses": {
            "description": "IP addresses that instances may have, one each: single ones, or ranges such as 198.51.100.21-198.51.100.40. They must exist on this machine or in the namespace. Default: 127.0.0.1",
            "type": "array", "items": {"type": "string"}, "minItems": 1
          },
          "port": {
            "description": "The TCP port on which every instance serves, each on its own address.",
            "type": "integer", "minimum": 1, "maximum": 65535
          },
          "namespace": {
            "description": "Network namespace (ip netns) that the instances run in; needs root. Default: that of the controller",
            "type": "string", "minLength": 1
          },
          "user": {
            "description": "User of this machine that the instances run as; needs root, and the user must be able to read the state folder. Default: that of the controller",
            "type": "string", "minLength": 1
          },
          "start-timeout": {
            "description": "An instance whose digest cannot be measured by then has failed. Default: 60s",
            "$ref": "#/$defs/period"
          },
          "grace": {
            "description": "How long an instance may take to end before it is forced. Default: what the controller asks, 10s as a rule",
            "$ref": "#/$defs/duration"
          },
          "cpus": {
            "description": "Ceiling on the processor time of all instances of this site together, such as 0.5; needs a writable control group. Default: none",
            "type": "number", "exclusiveMinimum": 0
          }
        }
      }
      """;

  static LocalSettings read(AdapterSpec spec) throws AdapterException {
    List<String> command = spec.texts("command").isEmpty() ? COMMAND : spec.texts("command");
    List<String> addresses = spec.texts("addresses");
    String user = spec.text("user").orElse("");
    return new LocalSettings(
        checked(command).stream().map(LocalSettings::java).toList(),
        AddressPool.parse(addresses.isEmpty() ? List.of("127.0.0.1") : addresses),
        port(spec),
        Launch.Surroundings.of(spec.text("namespace").orElse(""), user),
        user,
        duration(spec, "start-timeout", Duration.ofSeconds(60)),
        spec.text("grace").isEmpty()
            ? Optional.empty()
            : Optional.of(duration(spec, "grace", Duration.ZERO)),
        cpus(spec));
  }

  private static List<String> checked(List<String> command) throws AdapterException {
    for (String word : command) {
      if (word.contains("${env:") || word.contains("${file:")) {
        throw new AdapterException.Invalid(
            "command: '"
                + word
                + "' would show a secret to every user of this machine: put it under settings,"
                + " which become the environment");
      }
    }
    return command;
  }

  private static int port(AdapterSpec spec) throws AdapterException {
    int port = spec.number("port").orElse(0);
    if (port < 1 || port > 65_535) {
      throw new AdapterException.Invalid("port: a number from 1 to 65535 is needed, not " + port);
    }
    return port;
  }

  private static double cpus(AdapterSpec spec) {
    return spec.settings().get("cpus") instanceof Number n ? n.doubleValue() : 0;
  }

  static Duration duration(AdapterSpec spec, String key, Duration absent) throws AdapterException {
    try {
      return spec.text(key).map(Units::duration).orElse(absent);
    } catch (IllegalArgumentException e) {
      throw new AdapterException.Invalid(key + ": " + e.getMessage(), e);
    }
  }

  /** The word java alone means the runtime that this program itself runs on. */
  private static String java(String word) {
    return word.equals("java")
        ? Path.of(System.getProperty("java.home"), "bin", "java").toString()
        : word;
  }
}
