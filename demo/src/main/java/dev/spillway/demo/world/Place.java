package dev.spillway.demo.world;

/** A part of the world; with root each is a network namespace. */
public enum Place {
  /** The internet: clients and their resolvers, and the router between all others. */
  NET("sp-net"),
  /** Controller, name server, agent and the instances at home. */
  HOME("sp-home"),
  /** The database. */
  DATA("sp-data"),
  /** Gateway and public instances. */
  CLOUD("sp-cloud");

  private final String namespace;

  Place(String namespace) {
    this.namespace = namespace;
  }

  public String namespace() {
    return namespace;
  }
}
