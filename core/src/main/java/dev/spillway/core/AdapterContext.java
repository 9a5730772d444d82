package dev.spillway.core;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What an adapter may know of its surroundings when it is made.
 *
 * @param app the app it works for
 * @param site the site it works for; for steering, the name of home
 * @param host the app's public host name
 * @param health how the app's instances show that they may serve
 * @param services the app's services by name
 * @param state a folder of its own that survives restarts; made by the caller
 * @param folder the folder of the app's file, against which relative paths are read
 * @param owner the controller's lasting name, to mark what is started
 * @param spillway the command line that starts this program, without arguments
 * @param keys the folder with the link's keys and certificates
 */
public record AdapterContext(
    String app,
    String site,
    String host,
    Health health,
    Map<String, Service> services,
    Path state,
    Path folder,
    String owner,
    List<String> spillway,
    Path keys) {}
