import { err, ok, type Result } from '@perennial/kernel/result';
import type { ToHtmlError } from 'mrml';
import { directionOf } from './direction.js';

/** What a mail program shows, and where in the source something is wrong. */
export interface MjmlFault {
  /** From 1. */
  readonly line: number;
  readonly message: string;
}

/** A source longer than this is none that somebody wrote. */
const MOST = 100_000;
const ELEMENTS = new Set(
  `accordion accordion-element accordion-text accordion-title all attributes body breakpoint button carousel carousel-image
   class column divider font group head hero html-attributes image navbar navbar-link preview raw section selector social
   social-element spacer style table text title wrapper html-attribute`.split(/\s+/),
);
const ROOT = /<mjml\b([^>]*)>/;

/**
 * The HTML of an MJML source: tables that every mail program understands, written once, when a text is saved, and never
 * for a message. The root gets language and direction of the text where it says neither; a text that is read from the
 * right is mirrored. Nothing is fetched and nothing is included.
 */
export async function compileMjml(source: string, locale: string): Promise<Result<string, MjmlFault>> {
  if (source.length > MOST) return err({ line: 1, message: `MJML has at most ${MOST} characters` });
  const strange = [...source.matchAll(/<mj-([\w-]+)/g)].find(([, name = '']) => !ELEMENTS.has(name));
  if (strange)
    return err({ line: lineAt(source, strange.index), message: `mj-${strange[1]} is no element of MJML here` });
  // Loaded only where it is used: it is a program for a machine of its own (WebAssembly).
  const { default: mrml } = await import('mrml');
  const engine = new mrml.Engine();
  try {
    engine.setRenderOptions({ disableComments: false, socialIconOrigin: null, fonts: {} });
    const result = engine.toHtml(withLanguage(source, locale));
    if (result.type === 'error') return err(faultOf(result, source));
    const [warning] = result.warnings;
    if (warning) return err({ line: lineAt(source, warning.span.start), message: warning.kind.replaceAll('-', ' ') });
    return ok(directionOf(locale) === 'rtl' ? mirrored(inLines(result.content)) : inLines(result.content));
  } finally {
    engine.free();
  }
}

function withLanguage(source: string, locale: string): string {
  return source.replace(ROOT, (_tag, given: string) => {
    const lang = /\blang=/.test(given) ? '' : ` lang="${locale}"`;
    const dir = /\bdir=/.test(given) ? '' : ` dir="${directionOf(locale)}"`;
    return `<mjml${lang}${dir}${given}>`;
  });
}

/** Where a new line changes nothing: between the tags of tables and of the head, never within what an author wrote. */
const BETWEEN = />(?=<(?:head|body|meta|title|style|table|tbody|tr|td|\/table|\/tbody|\/tr|\/td)\b)/g;

/** Lines of mails have an end (RFC 5322: 998 characters). */
function inLines(html: string): string {
  return `${html.replaceAll(BETWEEN, '>\n').trim()}\n`;
}

/** What began at the left begins at the right. */
function mirrored(html: string): string {
  const other = (side: string): string => (side === 'left' ? 'right' : 'left');
  return html
    .replaceAll(/(text-align:|align=")(left|right)\b/g, (_all, name: string, side: string) => name + other(side))
    .replaceAll('direction:ltr', 'direction:rtl');
}

function faultOf(error: ToHtmlError, source: string): MjmlFault {
  const details = error.origin === 'parser' ? error.details : undefined;
  if (details && 'position' in details)
    return { line: lineAt(source, details.position.start), message: error.message.slice(0, 300) };
  const told = details?.type === 'parser-error' ? details.source : error.message;
  return { line: Number(/ at (\d+):\d+/.exec(told)?.[1] ?? 1), message: told.slice(0, 300) };
}

function lineAt(source: string, offset: number): number {
  return source.slice(0, offset).split('\n').length;
}
