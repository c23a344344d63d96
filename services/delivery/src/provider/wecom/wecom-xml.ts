import { XMLParser, XMLValidator } from 'fast-xml-parser';

/** Callbacks of WeCom are some hundred bytes long. */
const MOST = 64 * 1024;

const PARSER = new XMLParser({
  ignoreAttributes: true,
  // The five names of XML itself are never used in them: texts stand in CDATA.
  processEntities: false,
  htmlEntities: false,
  parseTagValue: false,
  trimValues: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
});

/**
 * The texts directly below `<xml>`, by name. Undefined for what is no such document: broken, too long, with more than
 * one root, or with a document type, whose entities could be made to grow without end.
 */
export function readWecomXml(text: string): Readonly<Record<string, string>> | undefined {
  if (text.length > MOST || /<!(DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)/i.test(text)) return undefined;
  if (XMLValidator.validate(text) !== true) return undefined;
  const document = parse(text) as { xml?: unknown } | undefined;
  const root = document?.xml;
  if (typeof root !== 'object' || root === null || Array.isArray(root)) return undefined;
  const texts = Object.entries(root).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return Object.assign(Object.create(null) as Record<string, string>, Object.fromEntries(texts));
}

/** A name such as `__proto__`, or nesting without end, is refused by the library with an error. */
function parse(text: string): unknown {
  try {
    return PARSER.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
