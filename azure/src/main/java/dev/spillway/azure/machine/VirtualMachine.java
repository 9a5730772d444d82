package dev.spillway.azure.machine;

import dev.spillway.azure.Access;
import dev.spillway.azure.check.CloudCheck;
import dev.spillway.azure.check.Look;
import dev.spillway.core.AdapterContext;
import dev.spillway.core.AdapterException;
import dev.spillway.core.AdapterSpec;
import dev.spillway.core.AdapterType;
import dev.spillway.core.App;
import dev.spillway.core.Finding;
import dev.spillway.core.HostNames;
import dev.spillway.core.Instance;
import dev.spillway.core.Machine;
import dev.spillway.core.Reading;
import dev.spillway.core.SignalSource;
import dev.spillway.core.Units;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Reads whether a virtual machine runs and where it is, such as that of a SQL Server at home. It
 * judges no instance and bounds no share: what an operator learns is why something else does not
 * answer. It only reads. For one thread at a time.
 */
public final class VirtualMachine implements SignalSource {
  private static final String SCHEMA =
      """
      {
        "type": "object",
        "additionalProperties": false,
        "required": ["subscription", "resource-group", "machine"],
        "properties": {
      """
          + Access.SCHEMA
          + """
              "resource-group": {
                "description": "That holds the machine.", "type": "string", "minLength": 1
              },
              "machine": {
                "description": "Name of the virtual machine. Its power, its provisioning and its addresses are read, and told in status and events; decisions do not reckon with it.",
                "type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$"
              },
              "service": {
                "description": "The service of this file that the machine holds, so that who waits for the service is told of the machine.",
                "type": "string", "minLength": 1
              },
              "interval": {
                "description": "From one reading to the next.",
                "$ref": "#/$defs/period", "default": "30s"
              }
            }
          }
          """;

  /** {@code azure-virtual-machine} in an app's file. */
  public static final AdapterType<SignalSource> TYPE =
      new AdapterType<>(
          AdapterType.Kind.SIGNAL,
          "azure-virtual-machine",
          SCHEMA,
          VirtualMachine::make,
          VirtualMachine::check);

  private final Access access;
  private final AdapterSpec spec;
  private final Duration interval;

  private VirtualMachine(AdapterSpec spec, Access access) {
    this.access = access;
    this.spec = spec;
    this.interval = Units.duration(spec.text("interval").orElse("30s"));
  }

  private static SignalSource make(AdapterSpec spec, AdapterContext context)
      throws AdapterException {
    return make(spec, new Access(spec, context));
  }

  static SignalSource make(AdapterSpec spec, Access access) {
    return new VirtualMachine(spec, access);
  }

  private static MachineReader reader(AdapterSpec spec, MachineReader.Asker asker) {
    return new MachineReader(
        asker,
        spec.text("resource-group").orElse(""),
        spec.text("machine").orElse(""),
        spec.text("service").orElse(""));
  }

  private static List<Finding> check(
      AdapterSpec spec, AdapterContext context, App app, HostNames names) throws AdapterException {
    return check(spec, new Access(spec, context), Instant.now());
  }

  static List<Finding> check(AdapterSpec spec, Access access, Instant now) {
    Look look = new Look(access);
    String group = spec.text("resource-group").orElse("");
    boolean there = new CloudCheck(look, TYPE.name(), group).run(now);
    if (there) {
      look.asks("machine", () -> tell(look, reader(spec, look::send).read()));
    }
    return look.findings();
  }

  private static void tell(Look look, Machine machine) {
    String where =
        machine.addresses().isEmpty()
            ? "no address is known"
            : "at " + String.join(", ", machine.addresses());
    String advice = machine.advice().isEmpty() ? "" : "; " + machine.advice();
    String text = machine.sentence() + ", " + where + advice;
    if (!machine.runs()) {
      look.problem("machine", text);
    } else if (!advice.isEmpty()) {
      look.note("machine", text);
    } else {
      look.ok("machine", text);
    }
  }

  @Override
  public Reading read(List<Instance> instances) throws AdapterException {
    return Reading.ofMachines(List.of(reader(spec, access.arm()::send).read()));
  }

  @Override
  public Duration interval() {
    return interval;
  }

  @Override
  public void close() {}
}
