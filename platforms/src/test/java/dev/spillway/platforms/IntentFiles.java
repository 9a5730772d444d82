package dev.spillway.platforms;

import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** Looks into intent files from outside. */
final class IntentFiles {
  private IntentFiles() {}

  static Path file(Path state, String id) {
    return state.resolve("instances/" + id + ".properties");
  }

  static Properties read(Path state, String id) throws Exception {
    Properties properties = new Properties();
    try (Reader in = Files.newBufferedReader(file(state, id))) {
      properties.load(in);
    }
    return properties;
  }

  /** As a controller leaves it that dies between the start and the note of it. */
  static void forgetPid(Path state, String id) throws Exception {
    Properties properties = read(state, id);
    properties.remove("pid");
    try (Writer out = Files.newBufferedWriter(file(state, id))) {
      properties.store(out, null);
    }
  }
}
