package dev.spillway.config;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Turns YAML nodes into a tree with places. One object converts one file. */
final class YamlTree {
  /** Aliases can make a small file large: 100,000 values are more than any file holds. */
  private static final int MOST = 100_000;

  private static final int DEEPEST = 64;
  private static final JsonNodeFactory MAKE = JsonNodeFactory.instance;

  private final String file;
  private final Problems problems;
  private final Map<String, Document.Spot> spots = new HashMap<>();
  private boolean tooLarge;

  YamlTree(String file, Problems problems) {
    this.file = file;
    this.problems = problems;
  }

  /** Empty when aliases make the file too large. */
  Optional<Document> document(Node root) {
    JsonNode tree = convert("", "", root, root, 0);
    if (tooLarge) {
      add(root, "", "aliases (*name) make it too large", "", "write the values out");
      return Optional.empty();
    }
    return Optional.of(new Document(file, tree, spots));
  }

  private JsonNode convert(String pointer, String path, Node key, Node node, int depth) {
    if (depth > DEEPEST || spots.size() > MOST) {
      tooLarge = true;
      return MAKE.nullNode();
    }
    String text = node instanceof ScalarNode scalar ? scalar.getValue() : "";
    spots.put(
        pointer, new Document.Spot(path, line(key), column(key), line(node), column(node), text));
    return switch (node) {
      case MappingNode mapping -> object(pointer, path, mapping, depth);
      case SequenceNode sequence -> array(pointer, path, sequence, depth);
      case ScalarNode scalar -> scalar(path, scalar);
      default -> throw new IllegalStateException("the composer resolves all aliases");
    };
  }

  private ObjectNode object(String pointer, String path, MappingNode mapping, int depth) {
    ObjectNode out = MAKE.objectNode();
    for (NodeTuple tuple : mapping.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        add(tuple.getKeyNode(), path, "a key that is no text", "", "write the key as a plain word");
        continue;
      }
      String name = key.getValue();
      String child = Document.child(pointer, name);
      if (out.has(name)) {
        add(key, Document.join(path, name), "the same key" + inLine(child), "", "keep one of them");
        continue;
      }
      out.set(
          name, convert(child, Document.join(path, name), key, tuple.getValueNode(), depth + 1));
    }
    return out;
  }

  private String inLine(String pointer) {
    Document.Spot first = spots.get(pointer);
    return first == null ? " twice" : " as in line " + first.keyLine();
  }

  private ArrayNode array(String pointer, String path, SequenceNode sequence, int depth) {
    ArrayNode out = MAKE.arrayNode();
    for (Node item : sequence.getValue()) {
      int i = out.size();
      out.add(convert(pointer + "/" + i, path + "[" + i + "]", item, item, depth + 1));
    }
    return out;
  }

  /** The core schema of YAML 1.2: yes, no, on and off are texts. */
  private JsonNode scalar(String path, ScalarNode node) {
    String text = node.getValue();
    Tag tag = node.getTag();
    if (tag.equals(Tag.STR)) {
      return MAKE.stringNode(text);
    }
    if (tag.equals(Tag.NULL)) {
      return MAKE.nullNode();
    }
    if (tag.equals(Tag.BOOL)) {
      return MAKE.booleanNode(text.equalsIgnoreCase("true"));
    }
    if (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) {
      return number(text);
    }
    add(node, path, "the tag " + Show.quoted(tag.getValue()), "", "remove the tag");
    return MAKE.stringNode(text);
  }

  /** Infinity and not-a-number are no JSON; they stay texts and so are refused as numbers. */
  private static JsonNode number(String text) {
    if (text.length() > 40) {
      return MAKE.stringNode(text);
    }
    try {
      if (text.matches("0[xX].+")) {
        return MAKE.numberNode(new BigInteger(text.substring(2), 16));
      }
      if (text.matches("0o.+")) {
        return MAKE.numberNode(new BigInteger(text.substring(2), 8));
      }
      if (text.matches("[-+]?[0-9]{1,9}")) {
        return MAKE.numberNode(Integer.parseInt(text));
      }
      double value = Double.parseDouble(text);
      return text.matches("[-+]?[0-9]+")
          ? MAKE.numberNode(new BigInteger(text))
          : Double.isInfinite(value)
              ? MAKE.stringNode(text)
              : MAKE.numberNode(new BigDecimal(text).doubleValue());
    } catch (NumberFormatException e) {
      return MAKE.stringNode(text);
    }
  }

  private void add(Node at, String path, String found, String allowed, String fix) {
    problems.add(new Problem(file, line(at), column(at), path, found, allowed, fix));
  }

  private static int line(Node node) {
    return node.getStartMark().map(Mark::getLine).orElse(0) + 1;
  }

  private static int column(Node node) {
    return node.getStartMark().map(Mark::getColumn).orElse(0) + 1;
  }
}
