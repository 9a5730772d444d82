package dev.spillway.azure.sdk;

import com.azure.core.http.HttpClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The SDK for Azure Stack Hub, whose packages are those of the one for Azure: both it and {@link
 * SdkClient} are loaded once more, it from the folder that the build fills.
 */
public final class Hybrid extends URLClassLoader {
  private static final String SDK = "com.azure.resourcemanager.";

  private Hybrid(URL[] jars) {
    super(jars, Hybrid.class.getClassLoader());
  }

  /** As {@link SdkClient}. */
  public static WebClient client(URI arm, Supplier<String> token, HttpClient http) {
    try {
      return (WebClient)
          open()
              .loadClass(SdkClient.class.getName())
              .getConstructor(URI.class, Supplier.class, HttpClient.class)
              .newInstance(arm, token, http);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Stays open: its classes are loaded as they are needed. */
  private static Hybrid open() {
    URL tests = SdkClient.class.getProtectionDomain().getCodeSource().getLocation();
    try (Stream<Path> jars = Files.list(Path.of("target", "hybrid"))) {
      Stream<URL> all = jars.map(Hybrid::url);
      return new Hybrid(Stream.concat(Stream.of(tests), all).toArray(URL[]::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static URL url(Path jar) {
    try {
      return jar.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith(SDK) && !name.equals(SdkClient.class.getName())) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> known = findLoadedClass(name);
      return known == null ? findClass(name) : known;
    }
  }
}
