package dev.spillway.demo;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a person may choose.
 *
 * @param spillway the command line that starts Spillway, without arguments
 * @param storefront the shop's jar
 * @param fast three minutes of load in place of eight
 * @param headless no progress line
 * @param report folder for report.json and report.html; null for no report
 * @param noSpill the same load without a public site
 * @param compare both runs, one after the other
 * @param keep leave the folder with configuration, state and logs
 * @param port of the dashboard on 127.0.0.1, 1 to 65535
 */
public record DemoOptions(
    List<String> spillway,
    Path storefront,
    boolean fast,
    boolean headless,
    @Nullable Path report,
    boolean noSpill,
    boolean compare,
    boolean keep,
    int port) {
  public DemoOptions {
    spillway = List.copyOf(spillway);
  }
}
