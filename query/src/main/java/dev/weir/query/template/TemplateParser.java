package dev.weir.query.template;

import dev.weir.query.promql.GoText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Parses templates. Throws `IllegalArgumentException` with words like Go's: `template: line:1:
/// function "foo" not defined`. One use.
final class TemplateParser {
  private static final int MAX_DEPTH = 64;
  private static final Set<String> DEFINITIONS = Set.of("define", "template", "block");

  private final String name;
  private final String text;
  private final Dialect dialect;
  private final Map<String, List<Node>> definitions = new HashMap<>();
  private final List<String> variables = new ArrayList<>(); // those in scope
  private final Set<String> fields = new HashSet<>();
  private final Set<String> functions = new HashSet<>();
  private boolean readsDot;
  private int at;
  private int depth;
  private int rangeDepth;

  TemplateParser(String name, String text, Dialect dialect) {
    this.name = name;
    this.text = text;
    this.dialect = dialect;
    variables.add("$");
  }

  /// First segments of all fields that are read.
  Set<String> fields() {
    return fields;
  }

  /// Names of all functions that are called.
  Set<String> functions() {
    return functions;
  }

  /// True when the data is read as a whole: `{{ . }}`, `{{ range . }}`.
  boolean readsDot() {
    return readsDot;
  }

  /// Templates defined within this one, by name. Filled by [#parse].
  Map<String, List<Node>> definitions() {
    return definitions;
  }

  List<Node> parse() {
    List<Node> nodes = new ArrayList<>();
    String end = nodes(nodes);
    if (!end.isEmpty()) {
      throw error("unexpected {{" + end + "}}");
    }
    return nodes;
  }

  /// Nodes up to `else` or `end`, whose word is returned, or to the end of the text: empty. After
  /// `else` the parser stands behind the word.
  private String nodes(List<Node> nodes) {
    while (true) {
      int open = text.indexOf("{{", at);
      if (open < 0) {
        addText(nodes, text.substring(at), false);
        at = text.length();
        return "";
      }
      boolean trim = startsWith(open + 2, "- ") || startsWith(open + 2, "-\t");
      addText(nodes, text.substring(at, open), trim);
      at = open + (trim ? 3 : 2);
      skipBlanks();
      if (startsWith(at, "/*")) {
        comment();
        continue;
      }
      String word = peekWord();
      if (word.equals("end")) {
        at += word.length();
        close();
        return word;
      }
      if (word.equals("else")) {
        at += word.length();
        return word;
      }
      if (word.equals("define")) {
        define();
        continue;
      }
      nodes.add(action(word));
    }
  }

  private static void addText(List<Node> nodes, String piece, boolean trimEnd) {
    String kept = trimEnd ? piece.stripTrailing() : piece;
    if (!kept.isEmpty()) {
      nodes.add(new Node.Text(kept));
    }
  }

  private void comment() {
    int end = text.indexOf("*/", at);
    if (end < 0) {
      throw error("unclosed comment");
    }
    at = end + 2;
    close();
  }

  private Node action(String word) {
    refuse(word);
    if (++depth > MAX_DEPTH) {
      throw error("nested too deeply: limit " + MAX_DEPTH);
    }
    Node node =
        switch (word) {
          case "if" -> {
            at += 2;
            yield branch(word);
          }
          case "with" -> {
            at += 4;
            yield branch(word);
          }
          case "range" -> {
            at += 5;
            rangeDepth++;
            Node range = branch(word);
            rangeDepth--;
            yield range;
          }
          case "template" -> {
            at += word.length();
            yield call(false);
          }
          case "block" -> {
            at += word.length();
            yield call(true);
          }
          case "break", "continue" -> {
            if (rangeDepth == 0) {
              throw error("{{" + word + "}} outside {{range}}");
            }
            at += word.length();
            close();
            yield new Node.Leave(word.equals("break"));
          }
          default -> {
            Node.Pipe pipe = pipe("");
            close();
            yield new Node.Action(pipe);
          }
        };
    depth--;
    return node;
  }

  private void refuse(String word) {
    if (!dialect.hasDefinitions() && DEFINITIONS.contains(word)) {
      throw error("{{" + word + "}} is not supported");
    }
  }

  private void define() {
    refuse("define");
    if (depth > 0) {
      throw error("unexpected {{define}}");
    }
    at += "define".length();
    String defined = templateName("define");
    close();
    body(defined);
  }

  /// What `define` or `block` holds, up to its end. Outer variables are not seen.
  private void body(String defined) {
    List<String> outer = List.copyOf(variables);
    variables.clear();
    variables.add("$");
    List<Node> nodes = new ArrayList<>();
    depth++;
    if (!nodes(nodes).equals("end")) {
      throw error("unexpected EOF");
    }
    depth--;
    definitions.put(defined, nodes);
    variables.clear();
    variables.addAll(outer);
  }

  private Node call(boolean isBlock) {
    String called = templateName(isBlock ? "block" : "template");
    skipBlanks();
    Node.Pipe data = isCommandEnd() ? null : pipe("");
    close();
    if (isBlock) {
      body(called);
    }
    return new Node.Call(called, data);
  }

  private String templateName(String context) {
    skipBlanks();
    int c = peek();
    if (c != '"' && c != '`') {
      throw error("missing name in " + context + " clause");
    }
    return string((char) c);
  }

  private Node branch(String word) {
    int mark = variables.size();
    Node branch = scopedBranch(word);
    variables.subList(mark, variables.size()).clear();
    return branch;
  }

  private Node scopedBranch(String word) {
    Node.Pipe pipe = pipe(word);
    close();
    List<Node> then = new ArrayList<>();
    List<Node> otherwise = new ArrayList<>();
    String end = nodes(then);
    if (end.equals("else")) {
      skipBlanks();
      String next = peekWord();
      if (next.equals("if") || next.equals("with")) {
        otherwise.add(action(next)); // shares the end
        end = "end";
      } else {
        close();
        end = nodes(otherwise);
      }
    }
    if (!end.equals("end")) {
      throw error(end.isEmpty() ? "unexpected EOF" : "unexpected {{" + end + "}}");
    }
    return switch (word) {
      case "if" -> new Node.If(pipe, then, otherwise);
      case "with" -> new Node.With(pipe, then, otherwise);
      default -> new Node.Range(pipe, then, otherwise);
    };
  }

  /// The end of an action.
  private void close() {
    skipBlanks();
    boolean trim = startsWith(at, "-}}") && " \t\r\n".indexOf(text.charAt(at - 1)) >= 0;
    if (!trim && !startsWith(at, "}}")) {
      throw at >= text.length()
          ? error("unclosed action")
          : error("unexpected " + GoText.quote(text.substring(at, at + 1)) + " in operand");
    }
    at += trim ? 3 : 2;
    if (trim) {
      while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
        at++;
      }
    }
  }

  private Node.Pipe pipe(String context) {
    if (++depth > MAX_DEPTH) {
      throw error("nested too deeply: limit " + MAX_DEPTH);
    }
    List<String> variables = new ArrayList<>();
    boolean declares = declarations(variables, context);
    List<Node.Command> commands = new ArrayList<>();
    do {
      commands.add(command());
    } while (accept('|'));
    depth--;
    return new Node.Pipe(variables, declares, commands);
  }

  private boolean declarations(List<String> variables, String context) {
    int start = at;
    skipBlanks();
    while (peek() == '$') {
      variables.add(variable());
      skipBlanks();
      if (peek() == ',' && context.equals("range") && variables.size() == 1) {
        at++;
        skipBlanks();
        continue;
      }
      boolean declares = startsWith(at, ":=");
      if (declares || (peek() == '=' && !startsWith(at, "=="))) {
        at += declares ? 2 : 1;
        if (declares) {
          this.variables.addAll(variables);
        }
        return declares;
      }
      break;
    }
    at = start;
    variables.clear();
    return false;
  }

  private String variable() {
    int start = at++;
    while (at < text.length() && isNamePart(text.charAt(at))) {
      at++;
    }
    return text.substring(start, at);
  }

  private Node.Command command() {
    List<Node.Arg> args = new ArrayList<>();
    skipBlanks();
    while (!isCommandEnd()) {
      args.add(arg());
      int end = at;
      skipBlanks();
      if (at == end && !isCommandEnd()) {
        throw error("unexpected " + GoText.quote(text.substring(at, at + 1)) + " in operand");
      }
    }
    if (args.isEmpty()) {
      throw at >= text.length() ? error("unclosed action") : error("missing value for command");
    }
    if (args.size() > 1 && args.getFirst() instanceof Node.Arg.Literal) {
      throw error("can't give argument to non-function");
    }
    return new Node.Command(args);
  }

  private boolean isCommandEnd() {
    int c = peek();
    return c == -1 || c == '|' || c == ')' || startsWith(at, "}}") || startsWith(at, "-}}");
  }

  private Node.Arg arg() {
    int c = peek();
    if (c == '"' || c == '`') {
      return new Node.Arg.Literal(string((char) c));
    }
    if (c == '\'') {
      return new Node.Arg.Literal((long) string('\'').codePointAt(0));
    }
    if (c == '(') {
      at++;
      Node.Pipe inner = pipe("(");
      skipBlanks();
      if (!accept(')')) {
        throw error("unclosed left paren");
      }
      return new Node.Arg.Nested(inner, fieldNames());
    }
    if (c == '$') {
      String variable = variable();
      List<String> names = fieldNames();
      if (!variables.contains(variable)) {
        throw error("undefined variable " + GoText.quote(variable));
      }
      if (variable.equals("$")) {
        noteField(names);
      }
      return new Node.Arg.Variable(variable, names);
    }
    if (c == '.' && !isDigit(peekAt(1))) {
      List<String> names = fieldNames();
      if (names.isEmpty()) {
        at++;
      }
      noteField(names);
      return new Node.Arg.Field(names);
    }
    if (isDigit(c) || c == '.' || ((c == '-' || c == '+') && isNumberAfterSign())) {
      return new Node.Arg.Literal(number());
    }
    String word = peekWord();
    if (word.isEmpty()) {
      throw error("unexpected " + GoText.quote(text.substring(at, at + 1)) + " in command");
    }
    at += word.length();
    return named(word);
  }

  private Node.Arg named(String word) {
    return switch (word) {
      case "true" -> new Node.Arg.Literal(true);
      case "false" -> new Node.Arg.Literal(false);
      case "nil" -> new Node.Arg.Literal(null);
      default -> {
        TemplateFunction function = dialect.functions().get(word);
        if (function == null) {
          throw error("function " + GoText.quote(word) + " not defined");
        }
        functions.add(word);
        yield new Node.Arg.Name(word, function);
      }
    };
  }

  private void noteField(List<String> names) {
    if (names.isEmpty()) {
      readsDot = true;
    } else {
      fields.add(names.getFirst());
    }
  }

  private List<String> fieldNames() {
    List<String> names = new ArrayList<>();
    while (peek() == '.' && isNamePart(peekAt(1)) && !isDigit(peekAt(1))) {
      at++;
      String field = peekWord();
      names.add(field);
      at += field.length();
    }
    return names;
  }

  private boolean isNumberAfterSign() {
    int next = peekAt(1);
    return isDigit(next) || (next == '.' && isDigit(peekAt(2)));
  }

  private Object number() {
    int start = at++;
    while (at < text.length()) {
      char c = text.charAt(at);
      boolean exponentSign =
          (c == '-' || c == '+')
              && "eE".indexOf(text.charAt(at - 1)) >= 0
              && !text.startsWith("0x", start);
      if (!Character.isLetterOrDigit(c) && c != '.' && c != '_' && !exponentSign) {
        break;
      }
      at++;
    }
    String written = text.substring(start, at);
    String plain = written.replace("_", "").toLowerCase(Locale.ROOT);
    try {
      return Long.decode(plain.startsWith("0o") ? "0" + plain.substring(2) : plain);
    } catch (NumberFormatException notWhole) {
      Double real = Numbers.parse(plain);
      if (real == null) {
        throw error("bad number syntax: " + GoText.quote(written));
      }
      return real;
    }
  }

  private String string(char quote) {
    int end = at + 1;
    while (true) {
      if (end >= text.length() || (quote != '`' && text.charAt(end) == '\n')) {
        throw error(quote == '`' ? "unterminated raw quoted string" : "unterminated quoted string");
      }
      char c = text.charAt(end++);
      if (c == quote) {
        break;
      }
      if (c == '\\' && quote != '`') {
        end++;
      }
    }
    String literal = text.substring(at, end);
    at = end;
    try {
      String value = GoText.unquote(literal);
      if (quote == '\'' && value.codePointCount(0, value.length()) != 1) {
        throw error("malformed character constant: " + literal);
      }
      return value;
    } catch (IllegalArgumentException e) {
      throw error("invalid syntax: " + literal);
    }
  }

  private String peekWord() {
    int end = at;
    while (end < text.length() && isNamePart(text.charAt(end))) {
      end++;
    }
    return text.substring(at, end);
  }

  private void skipBlanks() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private boolean accept(char c) {
    skipBlanks();
    if (peek() == c) {
      at++;
      return true;
    }
    return false;
  }

  private int peek() {
    return peekAt(0);
  }

  private int peekAt(int ahead) {
    return at + ahead < text.length() ? text.charAt(at + ahead) : -1;
  }

  private boolean startsWith(int place, String piece) {
    return text.startsWith(piece, place);
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isNamePart(int c) {
    return c == '_' || (c >= 0 && Character.isLetterOrDigit(c));
  }

  private IllegalArgumentException error(@Nullable String what) {
    int line = 1;
    for (int i = 0; i < Math.min(at, text.length()); i++) {
      line += text.charAt(i) == '\n' ? 1 : 0;
    }
    return new IllegalArgumentException("template: " + name + ":" + line + ": " + what);
  }
}
