package dev.spillway.signals;

import java.util.List;

/** The settings of {@code prometheus-text} and what they are when absent. */
final class PrometheusSchema {
  static final List<String> SERVED = List.of("http_requests_total{code!=\"503\"}");
  static final List<String> REJECTED = List.of("http_requests_total{code=\"503\"}");
  static final List<String> QUEUED = List.of("http_requests_queued");

  static final String TEXT =
      """
      {
        "type": "object",
        "description": "Reads metrics in Prometheus' text format. A selector is name{label=\\"value\\",label!=\\"value\\"}.",
        "additionalProperties": false,
        "properties": {
          "path": {
            "description": "Where each instance has its metrics. Default: /metrics",
            "type": "string", "pattern": "^/"
          },
          "port": {
            "description": "Port of the metrics on each instance. Default: that on which it serves",
            "type": "integer", "minimum": 1, "maximum": 65535
          },
          "scheme": {
            "description": "Scheme of the metrics on each instance. Default: that of health",
            "enum": ["http", "https"]
          },
          "url": {
            "description": "One or more fixed URLs that speak for the whole site, read instead of the instances.",
            "oneOf": [
              {"type": "string", "pattern": "^https?://"},
              {"type": "array", "items": {"type": "string", "pattern": "^https?://"}, "minItems": 1}
            ]
          },
          "served": {
            "description": "Selectors of counters of requests that were answered well. Default: http_requests_total{code!=\\"503\\"}",
            "oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]
          },
          "rejected": {
            "description": "Selectors of counters of requests that were turned away; a sample that these pick is not counted as served. Default: http_requests_total{code=\\"503\\"}",
            "oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]
          },
          "queued": {
            "description": "Selectors of gauges of requests that wait. Default: http_requests_queued",
            "oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]
          },
          "latency": {
            "description": "Selector of a histogram of answer times in seconds, by its name without _bucket. Default: none",
            "type": "string"
          },
          "interval": {"description": "How often it is read. Default: that of health", "$ref": "#/$defs/period"},
          "timeout": {"description": "How long a reading may take. Default: that of health", "$ref": "#/$defs/period"}
        }
      }
      """;

  private PrometheusSchema() {}
}
