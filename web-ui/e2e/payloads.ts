// A hundred texts that have harmed somebody's pages: markup, handlers, addresses that are scripts,
// templates, directions, terminals. Whatever of them is executed counts in `window.executed`.

const RUN = "window.executed=(window.executed||0)+1";

const TAGS = [
  `<script>${RUN}</script>`,
  `</script><script>${RUN}</script>`,
  `</style><script>${RUN}</script>`,
  `</textarea><script>${RUN}</script>`,
  `</title><script>${RUN}</script>`,
  `<scr<script>ipt>${RUN}</scr</script>ipt>`,
  `<SCRIPT SRC=//127.0.0.1:1/x.js></SCRIPT>`,
  `<script type=module>${RUN}</script>`,
  `<iframe srcdoc="<script>parent.${RUN.replaceAll("window", "window.parent")}</script>"></iframe>`,
  `<iframe src="javascript:parent.executed=1"></iframe>`,
  `<object data="javascript:${RUN}"></object>`,
  `<embed src="javascript:${RUN}">`,
  `<base href="javascript:${RUN}//">`,
  `<meta http-equiv=refresh content="0;url=javascript:${RUN}">`,
  `<link rel=stylesheet href="javascript:${RUN}">`,
  `<form action="javascript:${RUN}"><input type=submit autofocus></form>`,
  `<math><mi xlink:href="javascript:${RUN}">x</mi></math>`,
  `<template><script>${RUN}</script></template>`,
  `<noscript><p title="</noscript><img src=x onerror=${RUN}>">`,
  `<!--<img src="--><img src=x onerror=${RUN}//">`,
  `<![CDATA[<script>${RUN}</script>]]>`,
  `<a href="javascript:${RUN}">press</a>`,
  `<style>@import 'javascript:${RUN}';</style>`,
  `<xml onreadystatechange=${RUN}>`,
];

const HANDLED = ["img src=x onerror", "svg onload", "body onload", "input autofocus onfocus", "details open ontoggle", "video src=x onerror", "audio src=x onerror", "marquee onstart", "select autofocus onfocus", "textarea autofocus onfocus", "svg><animate onbegin", "iframe onload", "object onerror", "source onerror", "isindex autofocus onfocus"];
const handlers = HANDLED.flatMap((tag) => [
  `<${tag}=${RUN}>`,
  `"><${tag}="${RUN}">`,
  `'/><${tag.toUpperCase()}='${RUN}'>`,
]);

const ADDRESSES = [
  `javascript:${RUN}`,
  `JaVaScRiPt:${RUN}`,
  `java\tscript:${RUN}`,
  `\u0001javascript:${RUN}`,
  `data:text/html,<script>${RUN}</script>`,
  `vbscript:${RUN}`,
  `https://example.invalid/"onmouseover="${RUN}`,
];

const TEMPLATES = [
  `{{constructor.constructor('${RUN}')()}}`,
  `\${${RUN}}`,
  `<%= ${RUN} %>`,
  `#{${RUN}}`,
  `__proto__[executed]=1`,
  `{"__proto__":{"executed":1}}`,
  `constructor`,
  `toString`,
];

const HIDDEN = [
  "user\u202Etxt.exe",
  "\u2066\u202E(evil)\u2069",
  "zero\u200Bwidth\u200D\uFEFF",
  "\u001b[2J\u001b[H\u001b]0;owned\u0007",
  "\u001b[8mhidden\u001b[0m",
  "line\nbreak\r\nand return",
  "\u2028line separator\u2029",
  "soft\u00adhyphen",
  "tag\u{e0041}\u{e0042}",
  "Z\u0337\u0351a\u0337l\u0337g\u0334o".repeat(20),
  "\ufdfd\ufdfd\ufdfd wide",
  `${"x".repeat(3_000)}<img src=x onerror=${RUN}>`,
  "&lt;script&gt;&#60;img src=x&#62;&quot;&amp;",
  "%3Cscript%3E",
  "\\u003cscript\\u003e",
  "' OR 1=1; --",
  `"} |= "`,
];

/** Unlike each other by the number in front, by which a test finds them again. */
export const PAYLOADS: readonly string[] = [...TAGS, ...handlers, ...ADDRESSES, ...TEMPLATES, ...HIDDEN]
  .slice(0, 100)
  .map((text, i) => `p${String(i).padStart(3, "0")} ${text}`);
