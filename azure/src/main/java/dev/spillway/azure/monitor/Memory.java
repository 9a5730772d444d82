package dev.spillway.azure.monitor;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Amounts of memory as Container Apps writes them, such as {@code 0.5Gi}. Pure. */
final class Memory {
  private static final Pattern TEXT = Pattern.compile("(\\d+(?:\\.\\d+)?)(Ki|Mi|Gi|k|M|G)?");
  private static final Map<String, Double> UNITS =
      Map.of("Ki", 0x1p10, "Mi", 0x1p20, "Gi", 0x1p30, "k", 1e3, "M", 1e6, "G", 1e9);

  private Memory() {}

  /** 0 for what cannot be read. */
  static double bytes(String text) {
    Matcher found = TEXT.matcher(text.strip());
    if (!found.matches()) {
      return 0;
    }
    String unit = found.group(2);
    return Double.parseDouble(found.group(1)) * (unit == null ? 1 : UNITS.getOrDefault(unit, 0.0));
  }
}
