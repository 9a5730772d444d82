package dev.spillway.core;

import org.jspecify.annotations.Nullable;

/**
 * How a kind of adapter is found under the {@code type} that the configuration names.
 *
 * @param kind where it may stand: which port it makes
 * @param name the value of {@code type}
 * @param schema JSON Schema (2020-12, an object schema as text) of its settings, without {@code
 *     type}; it must refuse unknown keys by listing its properties
 * @param maker makes one from checked settings
 * @param online asks what would stand in its way; null when there is nothing to ask
 * @param <T> the port
 */
public record AdapterType<T>(
    Kind kind, String name, String schema, Maker<T> maker, @Nullable OnlineCheck online) {

  /** One that nothing remote has to be asked for. */
  public AdapterType(Kind kind, String name, String schema, Maker<T> maker) {
    this(kind, name, schema, maker, null);
  }

  /** Where an adapter may stand in an app's file. */
  public enum Kind {
    PLATFORM,
    GATEWAY,
    SIGNAL,
    STEERING
  }

  /** Makes an adapter. */
  @FunctionalInterface
  public interface Maker<T> {
    /**
     * @throws AdapterException.Invalid when the settings cannot work here, with what to do
     */
    T make(AdapterSpec spec, AdapterContext context) throws AdapterException;
  }
}
