package dev.spillway.config;

import dev.spillway.core.Endpoint;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How the agent works.
 *
 * @param audit file of the audit log; null for none
 * @param auditFileBytes a file of the log that would be larger is closed and the next begins
 * @param auditOptional streams go on when the log cannot be written; else they are refused
 * @param proxy an HTTP proxy on the way out; null for none
 * @param proxyUser for Basic authentication; empty for none
 * @param proxyPassword a reference to a secret; empty for none
 * @param webAuthorities certificates that web front ends are believed by; null for Java's own
 */
public record LinkOptions(
    @Nullable Path audit,
    long auditFileBytes,
    boolean auditOptional,
    @Nullable Endpoint proxy,
    String proxyUser,
    String proxyPassword,
    @Nullable Path webAuthorities) {

  static LinkOptions defaults(Path state) {
    return new LinkOptions(
        state.resolve("audit").resolve("link.log"), 64L << 20, false, null, "", "", null);
  }
}
