package dev.spillway.cli;

import dev.spillway.core.Endpoint;
import dev.spillway.core.Rate;
import dev.spillway.core.Units;
import dev.spillway.link.GatewayAddress;
import dev.spillway.link.ServicePort;
import java.time.Duration;
import java.util.function.Function;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Quantities on the command line are written as in the configuration. */
final class Converters {
  private Converters() {}

  private static <T> T convert(String text, Function<String, T> reader) {
    try {
      return reader.apply(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(String.valueOf(e.getMessage()));
    }
  }

  static final class Time implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      return Converters.convert(text, Units::duration);
    }
  }

  static final class Fraction implements ITypeConverter<Double> {
    @Override
    public Double convert(String text) {
      return Converters.convert(text, Units::fraction);
    }
  }

  static final class PerSecond implements ITypeConverter<Rate> {
    @Override
    public Rate convert(String text) {
      return Converters.convert(text, Units::rate);
    }
  }

  static final class HostPort implements ITypeConverter<Endpoint> {
    @Override
    public Endpoint convert(String text) {
      return Converters.convert(text, Endpoint::parse);
    }
  }

  static final class Gateway implements ITypeConverter<GatewayAddress> {
    @Override
    public GatewayAddress convert(String text) {
      return Converters.convert(text, GatewayAddress::parse);
    }
  }

  /** As it is; the key of a map whose values have a converter needs one too. */
  static final class Text implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
      return text;
    }
  }

  static final class Port implements ITypeConverter<ServicePort> {
    @Override
    public ServicePort convert(String text) {
      return Converters.convert(text, ServicePort::parse);
    }
  }
}
