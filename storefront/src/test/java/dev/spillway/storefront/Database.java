package dev.spillway.storefront;

/** What the shop's stories are told with: an empty database that may be away for a while. */
interface Database extends AutoCloseable {
  String USER = "shop";

  String url();

  String password();

  void stop() throws Exception;

  /** The same one again, with what it held. */
  void start() throws Exception;
}
