package dev.spillway.config;

import dev.spillway.core.AdapterException;
import dev.spillway.core.Invitations;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Puts secrets in the place of {@code ${env:NAME}} and {@code ${file:/path}}, at the moment when an
 * instance starts; other references stay. What comes out must not be logged, stored or passed as an
 * argument. Safe for any thread.
 */
public final class Secrets {
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{(env|file):([^}]+)}");
  private static final Pattern INVITATION =
      Pattern.compile(Pattern.quote(Invitations.MARK) + "\\S*");
  private static final int LARGEST = 1 << 16;

  /** What is shorter stands in many a text by chance. */
  private static final int SHORTEST = 4;

  private Secrets() {}

  /**
   * Reads the process environment and files (UTF-8, 64 KiB at most; line breaks at the end are
   * dropped) anew at each call, so that a rotated secret is seen. What a secret holds is taken as
   * it is: references in it are not followed.
   *
   * @throws AdapterException.Invalid naming the reference, never a value
   */
  public static String resolve(String text) throws AdapterException.Invalid {
    return resolve(text, System.getenv());
  }

  static String resolve(String text, Map<String, String> environment)
      throws AdapterException.Invalid {
    Matcher found = REFERENCE.matcher(text);
    StringBuilder out = new StringBuilder();
    while (found.find()) {
      boolean env = found.group(1).equals("env");
      String value =
          env ? variable(environment.get(found.group(2)), found.group()) : file(found.group(2));
      found.appendReplacement(out, Matcher.quoteReplacement(value));
    }
    return found.appendTail(out).toString();
  }

  /**
   * Puts the references of {@code settings} back in the place of what they hold, in a text that is
   * to be shown, and takes invitations out of it. A secret that was changed since, that cannot be
   * read now, or that is shorter than {@value #SHORTEST} characters is not found.
   */
  public static String hide(String text, Collection<String> settings) {
    return hide(text, settings, System.getenv());
  }

  static String hide(String text, Collection<String> settings, Map<String, String> environment) {
    String shown = INVITATION.matcher(text).replaceAll("(an invitation)");
    for (String setting : settings) {
      Matcher found = REFERENCE.matcher(setting);
      while (found.find()) {
        String value = read(found.group(), environment);
        if (value.length() >= SHORTEST) {
          shown = shown.replace(value, found.group());
        }
      }
    }
    return shown;
  }

  /** Empty when it cannot be read: then nobody here knows what to look for. */
  private static String read(String reference, Map<String, String> environment) {
    try {
      return resolve(reference, environment);
    } catch (AdapterException.Invalid unknown) {
      return "";
    }
  }

  private static String variable(@Nullable String value, String reference)
      throws AdapterException.Invalid {
    if (value == null) {
      throw new AdapterException.Invalid(
          reference + ": no such variable in the controller's environment; set it and restart");
    }
    return value;
  }

  private static String file(String name) throws AdapterException.Invalid {
    String reference = "${file:" + name + "}: ";
    try {
      Path path = Path.of(name);
      if (!path.isAbsolute()) {
        throw new AdapterException.Invalid(reference + "write the whole path, from / on");
      }
      if (!Files.isReadable(path) && Files.exists(path)) {
        throw new AccessDeniedException(name);
      }
      if (Files.exists(path) && (!Files.isRegularFile(path) || Files.size(path) > LARGEST)) {
        throw new AdapterException.Invalid(reference + "not a plain file of 64 KiB at most");
      }
      String text = Files.readString(path, StandardCharsets.UTF_8);
      return text.replaceAll("[\\r\\n]+$", "");
    } catch (NoSuchFileException e) {
      throw new AdapterException.Invalid(reference + "no such file; make it or correct the path");
    } catch (AccessDeniedException e) {
      throw new AdapterException.Invalid(
          reference + "the controller has no right to read it; give its user that right");
    } catch (CharacterCodingException e) {
      throw new AdapterException.Invalid(reference + "no UTF-8 text");
    } catch (IOException | IllegalArgumentException e) {
      throw new AdapterException.Invalid(reference + "cannot be read: " + e.getMessage());
    }
  }
}
