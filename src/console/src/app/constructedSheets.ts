/**
 * Stands in for the module through which Ant Design inserts its styles. A `<style>` element needs 'unsafe-inline' or a nonce in the
 * content security policy; a constructed style sheet needs neither. Only the functions that its packages import are here.
 */

interface Options {
  attachTo?: Element;
  mark?: string;
  prepend?: boolean | 'queue';
  priority?: number;
}

interface Entry {
  id: string;
  /** Entries stand in the document in this order: first 'prepend', by priority, then those that were appended. */
  order: number;
  sheet: CSSStyleSheet;
  /** What the packages write their marks on; it never enters the document. */
  handle: HTMLStyleElement;
}

const entries: Entry[] = [];

const idOf = (key: string, options?: Options) => `${options?.mark ?? 'rc-util-key'} ${key}`;

function publish() {
  const ours = new Set(entries.map((entry) => entry.sheet));
  document.adoptedStyleSheets = [
    ...document.adoptedStyleSheets.filter((sheet) => !ours.has(sheet)),
    ...entries.map((entry) => entry.sheet),
  ];
}

export function updateCSS(css: string, key: string, options?: Options): HTMLStyleElement {
  const id = idOf(key, options);
  const present = entries.find((entry) => entry.id === id);
  if (present) {
    present.sheet.replaceSync(css);
    return present.handle;
  }

  const order = options?.prepend
    ? options.prepend === 'queue'
      ? (options.priority ?? 0)
      : Number.NEGATIVE_INFINITY
    : Number.POSITIVE_INFINITY;
  const entry: Entry = { id, order, sheet: new CSSStyleSheet(), handle: document.createElement('style') };
  entry.sheet.replaceSync(css);
  const place = entries.findIndex((other) => other.order > order);
  entries.splice(place < 0 ? entries.length : place, 0, entry);
  publish();
  return entry.handle;
}

export function removeCSS(key: string, options?: Options) {
  const place = entries.findIndex((entry) => entry.id === idOf(key, options));
  if (place < 0) return;
  const [gone] = entries.splice(place, 1);
  document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== gone?.sheet);
}

export const injectCSS = (css: string, options?: Options) => updateCSS(css, `injected-${entries.length}-${css.length}`, options);

export function clearContainerCache() {}

// The icons' own copy of the module has these two as well.
export const getShadowRoot = () => null;
export const warningOnce = () => {};
