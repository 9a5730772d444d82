package dev.spillway.demo.report;

import dev.spillway.demo.Check;
import dev.spillway.demo.Figures;
import dev.spillway.demo.RunResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Writes report.json and report.html; the page needs no other file and no network. */
public final class Report {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private static final String STYLE =
      """
      body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:100rem;padding:0 1rem;color:#1c2733;background:#fff}
      .runs{display:grid;grid-template-columns:repeat(auto-fit,minmax(26rem,1fr));gap:2rem}
      figure{margin:1rem 0}figcaption{font-weight:600}svg{width:100%;height:auto}
      svg text{font-size:11px;fill:#567}.grid{stroke:#dde3ea}.line{fill:none;stroke-width:1.8}
      .area{stroke:none}.area.home{fill:#9ec3e6}.area.cloud{fill:#f2b56b}.area.lost{fill:#c8324b}
      .line.home{stroke:#1d5f9e}.line.cloud{stroke:#c4701a}.line.lost{stroke:#c8324b}
      .line.demand{stroke:#1c2733}.line.capacity{stroke:#1c2733;stroke-dasharray:6 4}
      .key{display:inline-block;width:.8em;height:.8em;margin:0 .3em 0 1em}.key.home{background:#9ec3e6}
      .key.cloud{background:#f2b56b}.key.lost{background:#c8324b}.key.demand,.key.capacity{background:#1c2733}
      table{border-collapse:collapse}td,th{text-align:left;padding:.2rem .8rem .2rem 0;vertical-align:top}
      .FAILED{color:#b00020;font-weight:700}.legend{margin:0;color:#567}
      @media(prefers-color-scheme:dark){body{background:#12181f;color:#dbe4ee}.grid{stroke:#2b3743}
      svg text,.legend{fill:#9ab;color:#9ab}.line.demand,.line.capacity{stroke:#dbe4ee}
      .key.demand,.key.capacity{background:#dbe4ee}.FAILED{color:#ff8095}}
      """;

  private Report() {}

  /** Makes the folder when it is not there; files of an earlier report are replaced. */
  public static void write(Path folder, List<RunResult> runs) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("report.json"), JSON.writeValueAsString(runs));
    Files.writeString(folder.resolve("report.html"), html(runs));
  }

  static String html(List<RunResult> runs) {
    Charts charts = new Charts(runs);
    StringBuilder out = new StringBuilder();
    out.append("<!doctype html><html lang=en><meta charset=utf-8><title>Spillway demo</title>");
    out.append("<meta name=viewport content=\"width=device-width\"><style>").append(STYLE);
    out.append("</style><body><h1>Spillway demo</h1>");
    if (!runs.isEmpty()) {
      out.append("<ul>");
      runs.getFirst().notices().forEach(n -> out.append("<li>").append(escape(n)).append("</li>"));
      out.append("</ul>");
    }
    out.append(summary(runs)).append("<div class=runs>");
    for (RunResult run : runs) {
      out.append("<section><h2>").append(escape(run.name())).append("</h2>");
      charts.of(run).forEach(out::append);
      out.append(checks(run.checks())).append("</section>");
    }
    return out.append("</div></body></html>\n").toString();
  }

  private static String summary(List<RunResult> runs) {
    StringBuilder out =
        new StringBuilder("<table><tr><th>run<th>requests<th>lost<th>peak<th>cloud at the peak");
    for (RunResult run : runs) {
      Figures f = run.figures();
      out.append(
          String.format(
              Locale.ROOT,
              "<tr><td>%s<td>%d<td>%d (%.2f %%)<td>%.0f req/s<td>%.0f %%",
              escape(run.name()),
              f.sent(),
              f.lost(),
              100 * f.lostPart(),
              f.peakRate(),
              100 * f.peakPublic()));
    }
    return out.append("</table>").toString();
  }

  private static String checks(List<Check> checks) {
    StringBuilder out = new StringBuilder("<table>");
    for (Check c : checks) {
      out.append(
          "<tr><td class=%s>%s<td>%s<td>%s"
              .formatted(
                  c.result(),
                  c.result().name().toLowerCase(Locale.ROOT),
                  escape(c.what()),
                  escape(c.seen())));
    }
    return out.append("</table>").toString();
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
