package dev.spillway.dns.zone;

import java.util.List;
import java.util.stream.Collectors;

/** A zone cannot be served as it is written; says where and why, all mistakes at once. */
public final class ZoneException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<Finding> findings;

  ZoneException(List<Finding> findings) {
    super(findings.stream().map(Finding::toString).collect(Collectors.joining("\n")));
    this.findings = List.copyOf(findings);
  }

  /** At least one of them is refused. */
  public List<Finding> findings() {
    return findings;
  }
}
