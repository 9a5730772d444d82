package dev.spillway.storefront;

import java.util.List;
import java.util.Locale;

/** The pages as HTML. Everything that came from a person or the database is escaped. */
final class Pages {
  private static final String STYLE =
      "body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;"
          + "color:#1c2733;background:#fff}a{color:#0b57a4}ul{list-style:none;padding:0}"
          + "li{padding:.5rem 0;border-bottom:1px solid #dde}.price{float:right}"
          + "label{display:block;margin:.5rem 0}input{font:inherit;padding:.2rem .4rem}"
          + "button{font:inherit;padding:.4rem 1rem}footer{margin-top:3rem;color:#667}";

  private final String footer;

  Pages(String site, String instance) {
    footer = "<footer>served by " + escape(site) + " / " + escape(instance) + "</footer>";
  }

  String catalogue(List<Shop.Product> products) {
    StringBuilder body = new StringBuilder("<h1>Catalogue</h1><ul>");
    for (Shop.Product p : products) {
      body.append("<li><span class=price>")
          .append(price(p.cents()))
          .append("</span><a href=\"/products/")
          .append(p.id())
          .append("\">")
          .append(escape(p.name()))
          .append("</a><br>")
          .append(escape(p.description()))
          .append("</li>");
    }
    return page("Catalogue", body.append("</ul>").toString());
  }

  String product(Shop.Product p) {
    return page(
        p.name(),
        "<h1>%s</h1><p>%s</p><p><b>%s</b></p><form method=post action=\"/orders\">"
                .formatted(escape(p.name()), escape(p.description()), price(p.cents()))
            + "<input type=hidden name=product value="
            + p.id()
            + ">"
            + "<label>Quantity <input name=quantity type=number min=1 max=99 value=1></label>"
            + "<label>Name <input name=name required maxlength=100></label>"
            + "<label>E-mail <input name=email type=email required maxlength=100></label>"
            + "<button>Order</button></form><p><a href=\"/\">Catalogue</a></p>");
  }

  String order(Shop.Order o) {
    return page(
        "Your order",
        "<h1>Thank you, %s</h1><p>%d × %s, together %s.</p><p>Taken by %s.</p>"
                .formatted(
                    escape(o.customer()),
                    o.quantity(),
                    escape(o.product()),
                    price(o.cents() * o.quantity()),
                    escape(o.takenBy()))
            + "<p><a href=\"/\">Catalogue</a></p>");
  }

  String message(String title, String text) {
    return page(title, "<h1>" + escape(title) + "</h1><p>" + escape(text) + "</p>");
  }

  private String page(String title, String body) {
    return "<!doctype html><html lang=en><meta charset=utf-8>"
        + "<meta name=viewport content=\"width=device-width\"><title>"
        + escape(title)
        + " – storefront</title><style>"
        + STYLE
        + "</style><body>"
        + body
        + footer
        + "</body></html>";
  }

  static String price(int cents) {
    return String.format(Locale.ROOT, "€ %d.%02d", cents / 100, cents % 100);
  }

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
