package dev.spillway.simulator.reports;

import java.util.List;

/** Pieces of a page. */
final class Html {
  private Html() {}

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  /** The first column is text, the others are numbers; {@code marked} rows stand out. */
  static String table(List<String> header, List<List<String>> rows, List<Boolean> marked) {
    StringBuilder out = new StringBuilder("<div class=scroll><table><thead><tr>");
    header.forEach(h -> out.append("<th>").append(escape(h)));
    out.append("</thead><tbody>");
    for (int i = 0; i < rows.size(); i++) {
      out.append(marked.get(i) ? "<tr class=ours>" : "<tr>");
      rows.get(i).forEach(cell -> out.append("<td>").append(escape(cell)));
    }
    return out.append("</tbody></table></div>\n").toString();
  }

  static String list(List<String> lines) {
    StringBuilder out = new StringBuilder("<ul>");
    lines.forEach(l -> out.append("<li>").append(escape(l)));
    return out.append("</ul>\n").toString();
  }
}
