package dev.spillway.config;

import dev.spillway.core.AdapterException;
import dev.spillway.core.AdapterType;
import dev.spillway.core.AdapterType.Kind;
import java.util.List;

/** Adapter types with schemas like real ones; they make nothing. */
final class TestTypes {
  static final List<AdapterType<?>> ALL =
      List.of(
          type(
              Kind.PLATFORM,
              "ssh",
              """
              {"required": ["hosts"], "properties": {
                "hosts": {"title": "a list of host names or addresses", "type": "array",
                          "description": "The machines.", "items": {"type": "string"}, "minItems": 1},
                "user": {"type": "string", "description": "Who logs in.", "default": "spillway"}}}
              """),
          type(
              Kind.PLATFORM,
              "azure-app-service",
              """
              {"required": ["subscription", "resource-group"], "properties": {
                "subscription": {"type": "string"},
                "resource-group": {"type": "string"},
                "client-secret": {"type": "string"},
                "plan": {"type": "string", "pattern": "^[BSP][0-9]v[0-9]$"},
                "slots": {"type": "integer", "minimum": 1, "maximum": 20}}}
              """),
          type(
              Kind.PLATFORM,
              "local",
              """
              {"properties": {"command": {"anyOf": [
                {"type": "string"},
                {"title": "a list of texts", "type": "array", "items": {"type": "string"}}]}}}
              """),
          type(
              Kind.SIGNAL,
              "http",
              """
              {"properties": {"interval": {"$ref": "#/$defs/period", "default": "2s",
                                           "description": "From one probe to the next."}}}
              """),
          type(
              Kind.SIGNAL,
              "prometheus-text",
              "{\"required\": [\"url\"], \"properties\": {\"url\": {\"type\": \"string\"}}}"),
          type(
              Kind.SIGNAL,
              "azure-virtual-machine",
              """
              {"required": ["machine"], "properties": {
                "machine": {"type": "string"}, "service": {"type": "string"}}}
              """),
          type(Kind.GATEWAY, "container-instance", "{\"properties\": {}}"),
          type(
              Kind.GATEWAY,
              "existing",
              """
              {"required": ["address"], "properties": {
                "address": {"$ref": "#/$defs/endpoint"},
                "cost": {"$ref": "#/$defs/price"}}}
              """),
          type(Kind.STEERING, "dns", "{\"properties\": {}}"),
          type(Kind.STEERING, "powerdns", "{\"properties\": {\"url\": {\"type\": \"string\"}}}"));

  private TestTypes() {}

  private static AdapterType<Object> type(Kind kind, String name, String schema) {
    return new AdapterType<>(
        kind,
        name,
        schema,
        (spec, context) -> {
          throw new AdapterException.Invalid("only configured here, never made");
        });
  }
}
