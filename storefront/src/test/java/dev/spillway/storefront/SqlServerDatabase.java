package dev.spillway.storefront;

import dev.spillway.tds.TdsServer;
import java.io.IOException;

/** The small SQL Server, without encryption. */
record SqlServerDatabase(TdsServer server) implements Database {
  @Override
  public String url() {
    return "jdbc:sqlserver://127.0.0.1:" + server.port() + ";databaseName=shop;encrypt=false";
  }

  @Override
  public String password() {
    return TdsServer.PASSWORD;
  }

  @Override
  public void stop() throws IOException {
    server.stop();
  }

  @Override
  public void start() throws IOException {
    server.start();
  }

  @Override
  public void close() throws Exception {
    server.close();
  }
}
