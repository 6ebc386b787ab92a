/** XMLRenderer: answers as XML, in the form of djangorestframework-xml. */
import { XMLBuilder } from 'fast-xml-parser';
import { toMicrosecondISO } from '../models/precise-date.ts';
import { JSONText } from '../serializers/json-text.ts';
import { BaseRenderer } from './renderers.ts';

/**
 * Writes XML: objects as elements by name, lists as elements `list-item`, all in one element `root`.
 *
 * What cannot be in XML is replaced: characters of a name by `_`, control characters in text by U+FFFD; so nothing that a client
 * once sent can become an element of its own.
 *
 * @see djangorestframework-xml `renderers.XMLRenderer`; XML 1.0
 */
export class XMLRenderer extends BaseRenderer {
  readonly mediaType: string = 'application/xml';
  readonly format: string = 'xml';
  /** Name of the element around everything. */
  readonly rootTagName: string = 'root';
  /** Name of the elements of a list. */
  readonly itemTagName: string = 'list-item';

  render(data: unknown): string {
    if (data === undefined || data === null) return '';
    const tree = { [this.rootTagName]: this.#node(data) };
    return `<?xml version="1.0" encoding="utf-8"?>\n${builder().build(tree)}`;
  }

  // Objects, lists of nodes and texts, as the builder takes them.
  #node(data: unknown): unknown {
    if (data instanceof JSONText) return this.#node(data.toJSON());
    if (typeof data !== 'object' || data === null || data instanceof Date) return xmlText(scalarText(data));
    if (data instanceof Map) return this.#node(Object.fromEntries(data));
    const items = Array.isArray(data) || data instanceof Set ? [...data] : undefined;
    if (items) return items.length === 0 ? '' : { [this.itemTagName]: items.map((item) => this.#node(item)) };
    if ('toJSON' in data && typeof data.toJSON === 'function') return this.#node(data.toJSON());
    const members = Object.entries(data).filter(([, value]) => value !== undefined);
    if (members.length === 0) return '';
    // Names may become equal; then the elements follow one another, as a list would be written.
    const node: Record<string, unknown[]> = Object.create(null);
    for (const [name, value] of members) {
      const tag = xmlName(name);
      node[tag] ??= [];
      node[tag].push(this.#node(value));
    }
    return node;
  }
}

const builder = (): XMLBuilder => new XMLBuilder({ ignoreAttributes: true, suppressEmptyNode: false });

// As Python prints them.
function scalarText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return value instanceof Date ? toMicrosecondISO(value) : String(value);
}

const NAME = /[^\p{L}\p{N}_.-]/gu;

const xmlName = (name: string): string => {
  const safe = name.toWellFormed().replace(NAME, '_');
  return /^[\p{L}_]/u.test(safe) ? safe : `_${safe}`;
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 has no place for them, escaped or not
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

const xmlText = (text: string): string => text.toWellFormed().replace(FORBIDDEN, '\ufffd');
