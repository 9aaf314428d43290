import { parseAllDocuments } from 'yaml';
import { canonical } from './canonical.ts';

/** Shorter values are shown in full. */
const SHORTEST = 40;

/** Values that golden files already show, by where they are shown. */
export class References {
  readonly #places = new Map<string, string>();

  /** A whole file, and the subtrees of a YAML file. */
  addFile(path: string, text: string): void {
    this.#add(text, path);
    if (path.endsWith('.json')) this.#add(JSON.parse(text), path);
    if (!/\.ya?ml$/.test(path)) return;
    for (const document of parseAllDocuments(text, { version: '1.1' })) this.addTree(path, document.toJS());
  }

  /** A value and all nested values. */
  addTree(path: string, value: unknown): void {
    this.#add(value, path);
    if (typeof value !== 'object' || value === null) return;
    const [file, keys] = path.split('#');
    for (const [key, inner] of Object.entries(value))
      this.addTree(`${file}#${keys === undefined ? key : `${keys}.${key}`}`, inner);
  }

  /** The value with references in place of what is shown elsewhere; JSON in a text is parsed. */
  put(value: unknown): unknown {
    const place = this.#places.get(canonical(value));
    if (place !== undefined) return `→${place}`;
    if (typeof value === 'string' && /^[{[]/.test(value)) return this.#putJson(value);
    if (Array.isArray(value)) return value.map((inner) => this.put(inner));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, this.put(inner)]));
  }

  #putJson(text: string): unknown {
    try {
      return this.put(JSON.parse(text));
    } catch {
      return text;
    }
  }

  #add(value: unknown, path: string): void {
    const text = canonical(value);
    if (text !== undefined && text.length > SHORTEST && !this.#places.has(text)) this.#places.set(text, path);
  }
}
